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
import type { Thresholds } from '#shared/model/run.ts';
import { assertExists } from '#shared/base/assert.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { placeImage } from '#models/families/placement.ts';
import type { Placement } from '#models/families/placement.ts';
import { predictionsAtMost } from '#models/post/limits.ts';
import { assertReadable } from './assertReadable.ts';
import { explainRunFailure } from './explainFailure.ts';
import { toExtraTensor } from './toExtraTensor.ts';
import { toOutputTensor } from './toOutputTensor.ts';
import { makePicture } from './makePicture.ts';
import { decodePixels } from './pixels.ts';
import type { ScaledPixels } from './pixels.ts';
import { TensorFiller } from './TensorFiller.ts';
import type { TensorData } from './TensorFiller.ts';

type Input = Omit<InferenceApi['predict']['input'], 'sessionId'>;
type PreviewInput = Omit<InferenceApi['preview']['input'], 'sessionId'>;
type Times = { -readonly [Step in keyof StepTimes]: number };

interface Decoded {
  readonly placement: Placement;
  readonly pixels: ScaledPixels;
}

/** What the model said of an image. */
interface Raw {
  readonly placement: Placement;
  readonly outputs: readonly OutputTensor[];
}

/** Decoded images that wait for their run: enough to keep the cores busy, few enough for any memory. */
const aheadAtMost = 4;

/** An input without the batch dimension, as torchvision's detectors have it. */
const isUnbatched = (metadata: ort.InferenceSession.ValueMetadata | undefined): boolean =>
  metadata?.isTensor === true && metadata.shape.length === 3;

/** What arithmetic that went wrong leaves: NaN, or an overflow. Some models mark what is impossible with -Infinity. */
function isBroken({ data }: OutputTensor): boolean {
  // Segmentations have millions of numbers: counting through them takes a tenth of what a function for each does.
  for (let at = 0; at < data.length; at += 1) if (!((data[at] as number) < Infinity)) return true;
  return false;
}

/** One model in memory, and the images that are decoded ahead for it. */
export class LoadedModel {
  readonly #session: ort.InferenceSession;
  readonly #card: ModelCard;
  readonly #filler: TensorFiller;
  readonly #imageName: string;
  readonly #imageDims: readonly number[];
  readonly #ahead = new Map<number, Promise<Decoded>>();
  #previewed: (Raw & Pick<ImageToPredict, 'path' | 'contentHash'>) | null = null;

  constructor(session: ort.InferenceSession, card: ModelCard) {
    this.#session = session;
    this.#card = card;
    this.#filler = new TensorFiller(card);
    const extras = new Set(card.input.extra?.map(({ name }) => name));
    const at = session.inputNames.findIndex((name) => !extras.has(name));
    this.#imageName = assertExists(session.inputNames[at], 'a model has an input for the image');
    this.#imageDims = isUnbatched(session.inputMetadata[at]) ? this.#filler.dims.slice(1) : this.#filler.dims;
  }

  /**
   * Predictions of `items`, in order. sharp decodes on threads of its own while `session.run` blocks this one, so the
   * next images are always under way.
   */
  async predict({ items, upcoming, ...thresholds }: Input): Promise<{ results: ItemResult[]; times: StepTimes }> {
    const times: Times = { decodeMs: 0, tensorMs: 0, runMs: 0, postMs: 0 };
    this.#previewed = null;
    const results: ItemResult[] = [];
    const queue = [...items, ...upcoming];
    const wanted = new Set(queue.map(({ itemId }) => itemId));
    for (const itemId of this.#ahead.keys()) if (!wanted.has(itemId)) this.#ahead.delete(itemId);
    for (const [index, item] of items.entries()) {
      for (const next of queue.slice(index, index + aheadAtMost)) void this.#decode(next);
      const result = await this.#attempt(item, async () =>
        this.#read(await this.#ask(item, times), item, thresholds, times),
      );
      results.push({ itemId: item.itemId, result });
    }
    return { results, times };
  }

  /** Of one image; other thresholds of the same image only read anew what the model said of it. */
  async preview({ item, ...thresholds }: PreviewInput): Promise<InferenceApi['preview']['output']> {
    const times: Times = { decodeMs: 0, tensorMs: 0, runMs: 0, postMs: 0 };
    const { path, contentHash } = item;
    const result = await this.#attempt(item, async () => {
      const known = this.#previewed;
      const isSame = known?.path === path && known.contentHash === contentHash;
      const raw = isSame ? known : await this.#ask(item, times);
      this.#previewed = { ...raw, path, contentHash };
      return this.#read(raw, item, thresholds, times);
    });
    return { result, times };
  }

  /** What the model gives for an image, unread. @throws {AppError} image.*, model.runFailed, model.outputTooLarge */
  async outputsOf(item: ImageToPredict): Promise<readonly OutputTensor[]> {
    return (await this.#ask(item, { decodeMs: 0, tensorMs: 0, runMs: 0, postMs: 0 })).outputs;
  }

  /** What the model says of a made picture: the same on each device that computes rightly. */
  async runMade(): Promise<OutputTensor[]> {
    const { widthPx, heightPx } = this.#card.input;
    const placement = placeImage(this.#card, widthPx, heightPx);
    const item = { itemId: 0, path: 'a made picture', widthPx, heightPx, bitDepth: 8, contentHash: '' };
    return this.#run(this.#filler.fill(makePicture(widthPx, heightPx), placement), placement, item);
  }

  /** What the model says of pixels that were placed for it. @throws {AppError} model.runFailed and its like */
  outputsOfPixels(pixels: ScaledPixels, placement: Placement, item: ImageToPredict): Promise<OutputTensor[]> {
    return this.#run(this.#filler.fill(pixels, placement), placement, item);
  }

  async release(): Promise<void> {
    this.#ahead.clear();
    this.#previewed = null;
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

  async #attempt(item: ImageToPredict, work: () => Promise<RawPrediction[]>): Promise<ItemResult['result']> {
    try {
      return { ok: true, predictions: await work() };
    } catch (error) {
      this.#ahead.delete(item.itemId);
      return { ok: false, error: toErrorRecord(error) };
    }
  }

  async #ask(item: ImageToPredict, times: Times): Promise<Raw> {
    const started = performance.now();
    const { placement, pixels } = await this.#decode(item);
    this.#ahead.delete(item.itemId);
    const decoded = performance.now();
    const data = this.#filler.fill(pixels, placement);
    const filled = performance.now();
    const outputs = await this.#run(data, placement, item);
    times.decodeMs += decoded - started;
    times.tensorMs += filled - decoded;
    times.runMs += performance.now() - filled;
    return { placement, outputs };
  }

  /** @throws {AppError} model.noNumbers */
  #read(
    { placement, outputs }: Raw,
    item: ImageToPredict,
    { scoreThreshold, iouThreshold, classThresholds }: Thresholds,
    times: Times,
  ): RawPrediction[] {
    const started = performance.now();
    const family = assertExists(findFamily(this.#card.family), 'a loaded model has a family');
    const scoreOf = (className: string): number => classThresholds[className] ?? scoreThreshold;
    const score = Math.min(scoreThreshold, ...Object.values(classThresholds));
    const found = family.decode(outputs, this.#card, placement, { score, scoreOf, iou: iouThreshold });
    // Nothing found is an answer only where the model gave numbers.
    if (found.length === 0 && outputs.some(isBroken))
      throw new AppError('model.noNumbers', { model: this.#card.name, item: item.path });
    const kept = found.filter((one) => one.score >= scoreOf(one.className)).slice(0, predictionsAtMost);
    times.postMs += performance.now() - started;
    return kept;
  }

  async #run(data: TensorData, placement: Placement, item: ImageToPredict): Promise<OutputTensor[]> {
    const { input } = this.#card;
    const image = new ort.Tensor(input.dtype, data as Float32Array & Uint16Array & Uint8Array, this.#imageDims);
    const feeds: Record<string, ort.Tensor> = { [this.#imageName]: image };
    for (const extra of input.extra ?? []) feeds[extra.name] = toExtraTensor(extra, input, placement);
    try {
      const outputs = await this.#session.run(feeds);
      assertReadable(outputs, item.path);
      return this.#session.outputNames.map((name) =>
        toOutputTensor(name, assertExists(outputs[name], 'the runtime gives all outputs')),
      );
    } catch (error) {
      throw error instanceof AppError ? error : explainRunFailure(error, this.#card.name, item.path);
    }
  }
}
