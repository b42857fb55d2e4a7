import type { ModelSignature, RawPrediction, TensorInfo } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { findFamily, recognise } from '#models/families/familyRegistry.ts';
import { placeImage } from '#models/families/placement.ts';

/** Of an input of 64 x 64: strides 8, 16 and 32 have so many cells. */
export const cells = 84;

export function exported(metadata: Record<string, string>, ...shapes: readonly (number | string)[][]): ModelSignature {
  const outputs = shapes.map((shape, at): TensorInfo => ({ name: `output${at}`, dtype: 'float32', shape }));
  const inputs = [{ name: 'images', dtype: 'float32', shape: [1, 3, 64, 64] }];
  return { inputs, outputs, metadata, sha256: 'a'.repeat(64), sizeBytes: 1 };
}

export function cardOf(of: ModelSignature, over: Partial<ModelCard> = {}): ModelCard {
  const known = recognise(of);
  if (!known) throw new Error('no family knows it');
  return { name: 'm', sha256: of.sha256, ...known, ...over };
}

/** Rows of values, in one of the ways they lie in a tensor; `rowCount` of them, the others zero. */
export function tensorOf(rows: readonly (readonly number[])[], rowCount: number, isTurned: boolean): OutputTensor {
  const columns = rows[0]?.length ?? 0;
  const data = new Float32Array(rowCount * columns);
  for (const [row, values] of rows.entries())
    for (const [column, value] of values.entries())
      data[isTurned ? column * rowCount + row : row * columns + column] = value;
  return { name: '', dtype: 'float32', dims: isTurned ? [1, columns, rowCount] : [1, rowCount, columns], data };
}

/** Of an image of this size, with the thresholds of most runs. */
export function decode(
  card: ModelCard,
  outputs: readonly OutputTensor[],
  [width, height]: readonly [number, number],
): RawPrediction[] {
  const thresholds = { score: 0.3, iou: 0.45 };
  return findFamily(card.family)?.decode(outputs, card, placeImage(card, width, height), thresholds) ?? [];
}
