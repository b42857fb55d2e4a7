import os from 'node:os';
import * as ort from 'onnxruntime-node';
import type { ImageToPredict } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { createNamer, exposeOutput, makeNode } from '#models/onnx/editGraph.ts';
import { encodeModel } from '#models/onnx/editModel.ts';
import type { EditableModel } from '#models/onnx/editModel.ts';
import { tensorTypes } from '#models/onnx/tensorBytes.ts';
import type { Range } from '#models/quantize/affine.ts';
import { Histogram } from '#models/quantize/Histogram.ts';
import type { RangeChoice } from '#models/quantize/Histogram.ts';
import { planQuantization } from '#models/quantize/planQuantization.ts';
import { quantizeModel } from '#models/quantize/quantizeModel.ts';
import type { QuantizedModel } from '#models/quantize/quantizeModel.ts';
import { explainLoadFailure } from '../explainFailure.ts';
import { LoadedModel } from '../LoadedModel.ts';
import { SignalToNoise } from './SignalToNoise.ts';

/** Numbers that one run may give beside the model's own: 128 MB. What is more is given by further runs. */
const valuesAtOnce = 2 ** 25;

/** The inner tensors of a float model, and what was seen in them. */
export class Calibration {
  readonly #card: ModelCard;
  readonly #threads: number | null;
  readonly #bytes: Uint8Array;
  readonly #model: EditableModel;
  readonly #histograms: ReadonlyMap<string, Histogram>;
  readonly #ranges = new Map<RangeChoice, Map<string, Range>>();
  #groups: LoadedModel[] | null = null;
  #float: LoadedModel | null = null;

  /**
   * @param bytes of the file
   * @param model the same, ready to be quantized; it is changed
   */
  constructor(bytes: Uint8Array, model: EditableModel, card: ModelCard, threads: number | null) {
    this.#bytes = bytes;
    this.#card = card;
    this.#threads = threads;
    this.#model = model;
    const tensors = planQuantization(model.graph, []).tensors.keys();
    this.#histograms = new Map([...tensors].map((tensor) => [tensor, new Histogram()]));
  }

  /** Looks at what the model computes of one more image. @throws {AppError} image.*, model.* */
  async add(item: ImageToPredict): Promise<void> {
    this.#groups ??= await this.#openGroups(item);
    this.#ranges.clear();
    for (const group of this.#groups) {
      for (const { name, data } of await group.outputsOf(item)) this.#histograms.get(name)?.add(data);
    }
  }

  /** The model in bytes, by what was seen so far; null where nothing is there to quantize. */
  quantize(floatBlocks: readonly number[], choice: RangeChoice): QuantizedModel | null {
    const ranges =
      this.#ranges.get(choice) ??
      new Map([...this.#histograms].map(([tensor, histogram]) => [tensor, histogram.range(choice)]));
    this.#ranges.set(choice, ranges);
    return quantizeModel(this.#bytes, floatBlocks, ranges);
  }

  /** How much of what the float model says of images is left in decibels; null where nothing is there to quantize. */
  async decibels(
    floatBlocks: readonly number[],
    choice: RangeChoice,
    items: readonly ImageToPredict[],
  ): Promise<number | null> {
    const quantized = this.quantize(floatBlocks, choice);
    if (!quantized) return null;
    this.#float ??= new LoadedModel(await this.#open(encodeModel(this.#model)), this.#card);
    const model = new LoadedModel(await this.#open(quantized.bytes), this.#card);
    const ratio = new SignalToNoise();
    try {
      for (const item of items) ratio.add(await this.#float.outputsOf(item), await model.outputsOf(item));
    } finally {
      await model.release();
    }
    return ratio.decibels;
  }

  async release(): Promise<void> {
    for (const opened of [...(this.#groups ?? []), ...(this.#float ? [this.#float] : [])]) await opened.release();
    this.#groups = null;
    this.#float = null;
  }

  /** The first run only asks how many numbers each tensor has; then as many are given at once as memory allows. */
  async #openGroups(item: ImageToPredict): Promise<LoadedModel[]> {
    const tensors = [...this.#histograms.keys()];
    const sizes = await this.#sizesOf(tensors, item);
    const groups: string[][] = [];
    let free = 0;
    for (const tensor of tensors) {
      const size = sizes.get(tensor) ?? 0;
      if (groups.length === 0 || size > free) {
        groups.push([]);
        free = valuesAtOnce;
      }
      groups.at(-1)?.push(tensor);
      free -= size;
    }
    const opened: LoadedModel[] = [];
    for (const group of groups) {
      opened.push(
        await this.#withOutputs(() => {
          for (const tensor of group)
            exposeOutput(this.#model.graph, tensor, { elemType: tensorTypes.float32, shape: null });
        }),
      );
    }
    return opened;
  }

  async #sizesOf(tensors: readonly string[], item: ImageToPredict): Promise<Map<string, number>> {
    const { graph } = this.#model;
    const name = createNamer(graph);
    const counts = new Map(tensors.map((tensor) => [name(`${tensor}_size`), tensor]));
    const counting = await this.#withOutputs(() => {
      for (const [output, tensor] of counts) {
        graph.nodes.push(makeNode({ op: 'Size', inputs: [tensor], outputs: [output] }));
        exposeOutput(graph, output, { elemType: tensorTypes.int64, shape: [] });
      }
    });
    try {
      const outputs = await counting.outputsOf(item);
      return new Map(
        outputs.flatMap(({ name: output, data }) => {
          const tensor = counts.get(output);
          return tensor === undefined ? [] : [[tensor, data[0] ?? 0] as const];
        }),
      );
    } finally {
      await counting.release();
    }
  }

  /** A session of the model with more outputs; the model is as before then. */
  async #withOutputs(expose: () => void): Promise<LoadedModel> {
    const { graph } = this.#model;
    const [nodes, outputs] = [graph.nodes, graph.outputs];
    try {
      graph.nodes = [...nodes];
      graph.outputs = [...outputs];
      expose();
      return new LoadedModel(await this.#open(encodeModel(this.#model)), this.#card);
    } finally {
      graph.nodes = nodes;
      graph.outputs = outputs;
    }
  }

  async #open(bytes: Uint8Array): Promise<ort.InferenceSession> {
    try {
      return await ort.InferenceSession.create(bytes, {
        executionProviders: ['cpu'],
        intraOpNumThreads: this.#threads ?? os.availableParallelism(),
        enableCpuMemArena: !('electron' in process.versions),
        logSeverityLevel: 4,
      });
    } catch (error) {
      throw explainLoadFailure(error, this.#card.name);
    }
  }
}
