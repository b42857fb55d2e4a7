import type { ModelCard } from '#shared/model/modelCard.ts';
import { dropWeightInputs } from '#models/onnx/editGraph.ts';
import { decodeModel, encodeModel } from '#models/onnx/editModel.ts';
import { listExternalData } from '#models/onnx/externalData.ts';
import { foldInput } from '#models/onnx/foldInput.ts';

/** A model file made faster, and the card that says how it is fed now. */
export interface PreparedModel {
  readonly bytes: Uint8Array;
  readonly card: ModelCard;
}

/**
 * The same model for the processor, made faster: it takes pixels as they are decoded, where its card allows that, and weights
 * that an old file lists as inputs are constants, which the runtime packs and folds.
 * @returns null where the file is taken as it is: its numbers lie in other files, or it can't be changed
 */
export function prepareModel(bytes: Uint8Array, card: ModelCard): PreparedModel | null {
  if (listExternalData(bytes)?.length !== 0) return null;
  const model = decodeModel(bytes);
  if (!model) return null;
  const inputCount = model.graph.inputs.length;
  dropWeightInputs(model);
  const input = foldInput(model, card.input);
  if (!input && model.graph.inputs.length === inputCount) return null;
  return { bytes: encodeModel(model), card: { ...card, input: input ?? card.input } };
}
