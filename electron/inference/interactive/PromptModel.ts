import * as ort from 'onnxruntime-node';
import { assertExists } from '#shared/base/assert.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { ModelPrompt, SmartAnswer } from '#shared/model/smartAnswer.ts';
import { placeImage } from '#models/families/placement.ts';
import { bestMask, maskArea } from '#models/families/sam/maskArea.ts';
import { promptTensors } from '#models/families/sam/promptTensors.ts';
import { sampleLogits } from '#models/families/sam/sampleLogits.ts';
import { explainRunFailure } from '../explainFailure.ts';
import { decodePixels } from '../pixels.ts';
import { TensorFiller } from '../TensorFiller.ts';
import { toOutputTensor } from '../toOutputTensor.ts';
import { readEmbedding, writeEmbedding } from './embeddingFile.ts';
import { decoderFeeds } from './decoderFeeds.ts';
import type { EmbeddedTensor, Embedding } from './embeddingFile.ts';

/** Embeddings in memory: the image in view and its neighbours. */
const mostEmbeddings = 4;
/** Masks are made no larger than this: outlines don't get better, and people wait for them. */
const mostMaskPx = 1024;

/** A model in two files in memory, and the embeddings that were used last. */
export class PromptModel {
  readonly #encoder: ort.InferenceSession;
  readonly #decoder: ort.InferenceSession;
  readonly #card: ModelCard;
  readonly #embeddings = new Map<string, Promise<Embedding>>();

  constructor(encoder: ort.InferenceSession, decoder: ort.InferenceSession, card: ModelCard) {
    this.#encoder = encoder;
    this.#decoder = decoder;
    this.#card = card;
  }

  /** @returns whether it was there already, in memory or in the file */
  async embed(item: ImageToPredict, cacheFile: string): Promise<boolean> {
    let isThere = true;
    await this.#embedding(item, cacheFile, () => (isThere = false));
    return isThere;
  }

  /** @throws {AppError} image.unreadable, and what `explainRunFailure` makes of a failure */
  async segment(item: ImageToPredict, cacheFile: string, prompt: ModelPrompt): Promise<SmartAnswer> {
    const embedding = await this.#embedding(item, cacheFile, () => undefined);
    const image = { width: item.widthPx, height: item.heightPx };
    const scale = Math.min(1, mostMaskPx / Math.max(image.width, image.height));
    const sideOf = (side: number): number => Math.max(1, Math.round(side * scale));
    const asked = { width: sideOf(image.width), height: sideOf(image.height) };
    const placement = placeImage(this.#card, image.width, image.height);
    const tensors = promptTensors(prompt, this.#card, placement, asked);
    const feeds = decoderFeeds(this.#decoder, embedding, tensors, asked, this.#card.name);
    const answer = await this.#run(this.#decoder, item, feeds);
    const found = answer.masks ?? answer.output_masks;
    const masks = toOutputTensor('masks', assertExists(found, 'a decoder gives masks'));
    const scores = answer.iou_predictions && toOutputTensor('iou_predictions', answer.iou_predictions).data;
    const best = scores ? bestMask(scores) : 0;
    const [height, width] = masks.dims.slice(-2) as [number, number];
    const logits = masks.data.subarray(best * width * height, (best + 1) * width * height);
    const within = this.#card.output.takesBoxes === false ? prompt.box : null;
    const score = scores?.[best] ?? null;
    // A decoder that is told the size of the image gives a mask of the image, others one of their input.
    if (feeds.orig_im_size) return { area: maskArea(logits, { width, height }, image, within), score };
    const { input } = this.#card;
    const [across, down] = [width / input.widthPx, height / input.heightPx];
    const { offsetX, offsetY, scaleX, scaleY } = placement;
    const part = [
      ...[offsetX * across, offsetY * down],
      ...[image.width * scaleX * across, image.height * scaleY * down],
    ] as unknown as Box;
    return { area: maskArea(sampleLogits(logits, { width, height }, part, asked), asked, image, within), score };
  }

  async release(): Promise<void> {
    this.#embeddings.clear();
    await Promise.all([this.#encoder.release(), this.#decoder.release()]);
  }

  #embedding(item: ImageToPredict, cacheFile: string, made: () => void): Promise<Embedding> {
    const known = this.#embeddings.get(item.contentHash);
    const embedding = known ?? this.#readOrMake(item, cacheFile, made);
    this.#embeddings.delete(item.contentHash);
    this.#embeddings.set(item.contentHash, embedding);
    embedding.catch(() => this.#embeddings.delete(item.contentHash));
    const [oldest] = this.#embeddings.keys();
    if (this.#embeddings.size > mostEmbeddings && oldest !== undefined) this.#embeddings.delete(oldest);
    return embedding;
  }

  async #readOrMake(item: ImageToPredict, cacheFile: string, made: () => void): Promise<Embedding> {
    const kept = await readEmbedding(cacheFile);
    if (kept) return kept;
    made();
    const { input } = this.#card;
    const placement = placeImage(this.#card, item.widthPx, item.heightPx);
    const filler = new TensorFiller(this.#card);
    const values = filler.fill(await decodePixels(item, this.#card, placement), placement);
    const image = new ort.Tensor(input.dtype, values as Float32Array & Uint16Array & Uint8Array, filler.dims);
    const [inputName] = this.#encoder.inputNames as readonly [string];
    const answer = await this.#run(this.#encoder, item, { [inputName]: image });
    const embedding = this.#encoder.outputNames.map((name): EmbeddedTensor => {
      const { dims, data } = toOutputTensor(name, assertExists(answer[name], 'an encoder gives its outputs'));
      return { name, dims, data };
    });
    // A disk that is full makes the next time slower, nothing else.
    await writeEmbedding(cacheFile, embedding).catch(() => undefined);
    return embedding;
  }

  async #run(
    session: ort.InferenceSession,
    item: ImageToPredict,
    feeds: Record<string, ort.Tensor>,
  ): Promise<ort.InferenceSession.OnnxValueMapType> {
    try {
      return await session.run(feeds);
    } catch (error) {
      throw explainRunFailure(error, this.#card.name, item.path);
    }
  }
}
