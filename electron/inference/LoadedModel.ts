import * as ort from 'onnxruntime-node';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type {
  ImageToPredict,
  InferenceApi,
  ItemResult,
  RawPrediction,
  StepTimes,
} from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { assertExists } from '#shared/base/assert.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { placeImage } from '#models/families/placement.ts';
import type { Placement } from '#models/families/placement.ts';
import { fromHalf } from './halfFloat.ts';
import { decodePixels } from './pixels.ts';
import type { ScaledPixels } from './pixels.ts';
import { TensorFiller } from './TensorFiller.ts';
import type { TensorData } from './TensorFiller.ts';

type Input = Omit<InferenceApi['predict']['input'], 'sessionId'>;

interface Decoded {
  readonly placement: Placement;
  readonly pixels: ScaledPixels;
}

/** Decoded images that wait for their run: enough to keep the cores busy, few enough for any memory. */
const aheadAtMost = 4;

function toFloats(tensor: ort.Tensor): OutputTensor {
  const { dims, type, data } = tensor;
  if (type === 'float32') return { name: '', dims, data: data as Float32Array };
  if (type === 'float16') return { name: '', dims, data: fromHalf(data as unknown as Uint16Array) };
  // 64-bit whole numbers come as bigint.
  return { name: '', dims, data: Float32Array.from(data as ArrayLike<number | bigint>, Number) };
}

/** What arithmetic that went wrong leaves: NaN, or an overflow. Some models mark what is impossible with -Infinity. */
const isBroken = ({ data }: OutputTensor): boolean => data.some((value) => Number.isNaN(value) || value === Infinity);

/** One model in memory, and the images that are decoded ahead for it. */
export class LoadedModel {
  readonly #session: ort.InferenceSession;
  readonly #card: ModelCard;
  readonly #filler: TensorFiller;
  readonly #ahead = new Map<number, Promise<Decoded>>();

  constructor(session: ort.InferenceSession, card: ModelCard) {
    this.#session = session;
    this.#card = card;
    this.#filler = new TensorFiller(card);
  }

  /**
   * Predictions of `items`, in order. sharp decodes on threads of its own while `session.run` blocks this one, so the
   * next images are always under way.
   */
  async predict({
    items,
    upcoming,
    scoreThreshold,
    iouThreshold,
  }: Input): Promise<{ results: ItemResult[]; times: StepTimes }> {
    const times = { decodeMs: 0, runMs: 0, postMs: 0 };
    const results: ItemResult[] = [];
    const queue = [...items, ...upcoming];
    const wanted = new Set(queue.map(({ itemId }) => itemId));
    for (const itemId of this.#ahead.keys()) if (!wanted.has(itemId)) this.#ahead.delete(itemId);
    for (const [index, item] of items.entries()) {
      for (const next of queue.slice(index, index + aheadAtMost)) void this.#decode(next);
      results.push({
        itemId: item.itemId,
        result: await this.#predictOne(item, { score: scoreThreshold, iou: iouThreshold }, times),
      });
    }
    return { results, times };
  }

  async release(): Promise<void> {
    this.#ahead.clear();
    await this.#session.release();
  }

  #decode(item: ImageToPredict): Promise<Decoded> {
    const known = this.#ahead.get(item.itemId);
    if (known) return known;
    const placement = placeImage(this.#card, item.widthPx, item.heightPx);
    const decoding = decodePixels(item, this.#card, placement).then((pixels) => ({ placement, pixels }));
    // Told when its turn comes; until then nobody listens.
    decoding.catch(() => undefined);
    this.#ahead.set(item.itemId, decoding);
    return decoding;
  }

  async #predictOne(
    item: ImageToPredict,
    thresholds: { score: number; iou: number },
    times: { decodeMs: number; runMs: number; postMs: number },
  ): Promise<ItemResult['result']> {
    try {
      const started = performance.now();
      const { placement, pixels } = await this.#decode(item);
      this.#ahead.delete(item.itemId);
      const data = this.#filler.fill(pixels, placement);
      const decoded = performance.now();
      const outputs = await this.#run(data, item);
      const ran = performance.now();
      const family = assertExists(findFamily(this.#card.family), 'a loaded model has a family');
      const predictions: RawPrediction[] = family.decode(outputs, this.#card, placement, thresholds);
      // Nothing found is an answer only where the model gave numbers.
      if (predictions.length === 0 && outputs.some(isBroken))
        throw new AppError('model.noNumbers', { item: item.path });
      times.decodeMs += decoded - started;
      times.runMs += ran - decoded;
      times.postMs += performance.now() - ran;
      return { ok: true, predictions };
    } catch (error) {
      this.#ahead.delete(item.itemId);
      return { ok: false, error: toErrorRecord(error) };
    }
  }

  async #run(data: TensorData, item: ImageToPredict): Promise<OutputTensor[]> {
    const { dtype } = this.#card.input;
    const [name] = this.#session.inputNames;
    const [input] = this.#session.inputMetadata;
    // Some models take an image, not a batch of one.
    const dims = input?.isTensor && input.shape.length === 3 ? this.#filler.dims.slice(1) : this.#filler.dims;
    const tensor = new ort.Tensor(dtype, data as Float32Array & Uint16Array & Uint8Array, dims);
    try {
      const outputs = await this.#session.run({ [assertExists(name, 'a model has an input')]: tensor });
      return this.#session.outputNames.map((output) =>
        toFloats(assertExists(outputs[output], 'the runtime gives all outputs')),
      );
    } catch (error) {
      const reason = (error as Error).message.split('\n')[0] ?? '';
      throw new AppError('model.runFailed', { item: item.path, reason }, { cause: error });
    }
  }
}
