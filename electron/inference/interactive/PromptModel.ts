import * as ort from 'onnxruntime-node';
import { assertExists } from '#shared/base/assert.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { ModelPrompt, SmartAnswer } from '#shared/model/smartAnswer.ts';
import { placeImage } from '#models/families/placement.ts';
import { bestMask, maskArea } from '#models/families/sam/maskArea.ts';
import { promptTensors } from '#models/families/sam/promptTensors.ts';
import { explainRunFailure } from '../explainFailure.ts';
import { decodePixels } from '../pixels.ts';
import { TensorFiller } from '../TensorFiller.ts';
import { toOutputTensor } from '../toOutputTensor.ts';
import { readEmbedding, writeEmbedding } from './embeddingFile.ts';
import type { Embedding } from './embeddingFile.ts';

/** Embeddings in memory: the image in view and its neighbours. */
const mostEmbeddings = 4;
/** Masks are made no larger than this: outlines don't get better, and people wait for them. */
const mostMaskPx = 1024;
const maskInputPx = 256;

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
    const { dims, data } = await this.#embedding(item, cacheFile, () => undefined);
    const image = { width: item.widthPx, height: item.heightPx };
    const scale = Math.min(1, mostMaskPx / Math.max(image.width, image.height));
    const size = [Math.max(1, Math.round(image.height * scale)), Math.max(1, Math.round(image.width * scale))];
    const { coords, labels } = promptTensors(prompt, this.#card, placeImage(this.#card, image.width, image.height));
    const floats = (values: Float32Array, shape: readonly number[]): ort.Tensor =>
      new ort.Tensor('float32', values, shape);
    const all: Readonly<Record<string, ort.Tensor>> = {
      image_embeddings: floats(data, dims),
      point_coords: floats(coords, [1, labels.length, 2]),
      point_labels: floats(labels, [1, labels.length]),
      mask_input: floats(new Float32Array(maskInputPx ** 2), [1, 1, maskInputPx, maskInputPx]),
      has_mask_input: floats(new Float32Array(1), [1]),
      orig_im_size: floats(Float32Array.from(size), [2]),
    };
    const answer = await this.#run(this.#decoder, item, pick(all, this.#decoder.inputNames, this.#card.name));
    const masks = toOutputTensor('masks', assertExists(answer.masks, 'a decoder gives masks'));
    const scores = answer.iou_predictions && toOutputTensor('iou_predictions', answer.iou_predictions).data;
    const best = scores ? bestMask(scores) : 0;
    const [height, width] = masks.dims.slice(-2) as [number, number];
    const logits = masks.data.subarray(best * width * height, (best + 1) * width * height);
    const within = this.#card.output.takesBoxes === false ? prompt.box : null;
    return { area: maskArea(logits, { width, height }, image, within), score: scores?.[best] ?? null };
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
    const [outputName] = this.#encoder.outputNames as readonly [string];
    const answer = await this.#run(this.#encoder, item, { [inputName]: image });
    const embedding = toOutputTensor(outputName, assertExists(answer[outputName], 'an encoder gives an embedding'));
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

/** What a model asks for, of what there is. @throws {AppError} model.loadFailed */
function pick(
  all: Readonly<Record<string, ort.Tensor>>,
  names: readonly string[],
  model: string,
): Record<string, ort.Tensor> {
  return Object.fromEntries(
    names.map((name) => {
      const tensor = all[name];
      if (!tensor)
        throw new AppError('model.loadFailed', {
          model,
          reason: `the decoder has an input ${name}, which SAM's has not`,
        });
      return [name, tensor];
    }),
  );
}
