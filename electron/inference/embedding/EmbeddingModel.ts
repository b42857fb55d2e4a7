import type * as ort from 'onnxruntime-node';
import { assertExists } from '#shared/base/assert.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ImageToEmbed, ImageVectors } from '#shared/contract/inferenceApi.ts';
import { quantizeVector } from '#shared/metrics/quantizedVector.ts';
import type { QuantizedVector } from '#shared/model/embedding.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { placeImage } from '#models/families/placement.ts';
import type { Penultimate } from '#models/onnx/findPenultimate.ts';
import { poolEmbedding } from '#models/onnx/poolEmbedding.ts';
import { LoadedModel } from '../LoadedModel.ts';
import { decodePixels } from '../pixels.ts';
import { openRegions } from '../pixelsOfRegion.ts';
import type { RegionPixels } from '../pixelsOfRegion.ts';

/** Images that are decoded while others run: with their regions they may be held as a whole. */
const aheadAtMost = 2;

type CutPart = (index: number) => Promise<RegionPixels>;

/** A model that describes images, in memory. */
export class EmbeddingModel {
  readonly #model: LoadedModel;
  readonly #card: ModelCard;
  readonly #channels: Penultimate['channels'];
  readonly #ahead = new Map<ImageToEmbed, Promise<CutPart>>();

  constructor(session: ort.InferenceSession, card: ModelCard, channels: Penultimate['channels']) {
    this.#model = new LoadedModel(session, card);
    this.#card = card;
    this.#channels = channels;
  }

  /** Vectors of each image's parts, in order. */
  async embed(images: readonly ImageToEmbed[]): Promise<ImageVectors[]> {
    this.#ahead.clear();
    const answers: ImageVectors[] = [];
    for (const [index, image] of images.entries()) {
      for (const next of images.slice(index, index + 1 + aheadAtMost)) void this.#open(next);
      answers.push(await this.#embedOne(image));
      this.#ahead.delete(image);
    }
    return answers;
  }

  release(): Promise<void> {
    this.#ahead.clear();
    return this.#model.release();
  }

  async #embedOne(image: ImageToEmbed): Promise<ImageVectors> {
    const { itemId } = image.item;
    try {
      const cut = await this.#open(image);
      const vectors: QuantizedVector[] = [];
      for (const index of image.parts.keys()) vectors.push(await this.#describe(image, await cut(index)));
      return { itemId, result: { ok: true, vectors } };
    } catch (error) {
      return { itemId, result: { ok: false, error: toErrorRecord(error) } };
    }
  }

  #open(image: ImageToEmbed): Promise<CutPart> {
    const known = this.#ahead.get(image);
    if (known) return known;
    const opening = this.#cutter(image);
    // Told when its turn comes; until then nobody listens.
    opening.catch(() => undefined);
    this.#ahead.set(image, opening);
    return opening;
  }

  async #cutter({ item, parts }: ImageToEmbed): Promise<CutPart> {
    const placement = placeImage(this.#card, item.widthPx, item.heightPx);
    const whole = parts.includes(null)
      ? { pixels: await decodePixels(item, this.#card, placement), placement }
      : undefined;
    const cutRegion = parts.some((part) => part !== null) ? await openRegions(item, this.#card) : undefined;
    return (index) => {
      const part = parts[index] ?? null;
      return part === null
        ? Promise.resolve(assertExists(whole, 'the image was decoded as a whole'))
        : assertExists(cutRegion, 'the image was opened for its regions')(part);
    };
  }

  /** @throws {AppError} model.runFailed, model.noNumbers */
  async #describe({ item }: ImageToEmbed, { pixels, placement }: RegionPixels): Promise<QuantizedVector> {
    const [output] = await this.#model.outputsOfPixels(pixels, placement, item);
    const vector = output && poolEmbedding(output, this.#channels);
    if (!vector) throw new AppError('model.noNumbers', { model: this.#card.name, item: item.path });
    return quantizeVector(vector);
  }
}
