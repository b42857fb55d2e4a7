import { dropWeightInputs } from '../onnx/editGraph.ts';
import { decodeModel, encodeModel } from '../onnx/editModel.ts';
import type { EditableModel } from '../onnx/editModel.ts';
import { tensorTypes } from '../onnx/tensorBytes.ts';
import type { Range } from './affine.ts';
import { applyQuantization } from './applyQuantization.ts';
import { dropSpareCaps } from './dropSpareCaps.ts';
import { foldNormalization } from './foldNormalization.ts';
import { planQuantization } from './planQuantization.ts';
import { raiseOpset } from './raiseOpset.ts';

/** Why a model can't be quantized. */
export type QuantizationRefusal =
  | { readonly reason: 'unreadable' | 'alreadyQuantized' | 'halfFloats' | 'external' | 'nothing' }
  | { readonly reason: 'opset'; readonly operators: readonly string[] };

const quantizedOps =
  /^(QuantizeLinear|DequantizeLinear|DynamicQuantizeLinear|ConvInteger|MatMulInteger|QLinear\w+|QGemm|DynamicQuantize\w+)$/;

function refuse({ graph }: EditableModel): QuantizationRefusal | null {
  if (graph.nodes.some(({ op }) => quantizedOps.test(op))) return { reason: 'alreadyQuantized' };
  if (graph.initializers.some(({ external }) => external.length > 0)) return { reason: 'external' };
  const bytesOf = (type: number): number =>
    graph.initializers.filter((tensor) => tensor.type === type).reduce((sum, { raw }) => sum + (raw?.length ?? 0), 0);
  return bytesOf(tensorTypes.float16) > bytesOf(tensorTypes.float32) ? { reason: 'halfFloats' } : null;
}

/**
 * A model made ready: in opset 13, its normalizations in its weights, its weights no inputs. What it says is the same; what
 * is planned for it fits it.
 */
export function prepareModel(
  bytes: Uint8Array,
): { readonly ok: true; readonly model: EditableModel } | ({ readonly ok: false } & QuantizationRefusal) {
  const model = decodeModel(bytes);
  if (!model) return { ok: false, reason: 'unreadable' };
  const refusal = refuse(model);
  if (refusal) return { ok: false, ...refusal };
  const operators = raiseOpset(model);
  if (operators.length > 0) return { ok: false, reason: 'opset', operators };
  dropWeightInputs(model);
  foldNormalization(model.graph);
  if (planQuantization(model.graph, []).layers.length === 0) return { ok: false, reason: 'nothing' };
  return { ok: true, model };
}

/** A model of bytes, and how many of the layers that could become bytes did. */
export interface QuantizedModel {
  readonly bytes: Uint8Array;
  readonly layers: number;
  readonly layersInAll: number;
}

/**
 * @param floatBlocks whose layers stay float, see `listBlocks`
 * @returns null where nothing else is there to quantize
 */
export function quantizeModel(
  bytes: Uint8Array,
  floatBlocks: readonly number[],
  ranges: ReadonlyMap<string, Range>,
): QuantizedModel | null {
  const prepared = prepareModel(bytes);
  if (!prepared.ok) return null;
  const { model } = prepared;
  const plan = planQuantization(model.graph, floatBlocks);
  if (plan.layers.length === 0) return null;
  applyQuantization(model.graph, plan, ranges);
  dropSpareCaps(model.graph);
  return { bytes: encodeModel(model), layers: plan.layers.length, layersInAll: plan.layersInAll };
}
