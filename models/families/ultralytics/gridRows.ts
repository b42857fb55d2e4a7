import type { ModelCard } from '#shared/model/modelCard.ts';
import { gridCells } from '../imageInput.ts';

/** Grids of YOLO models: the usual three, YOLOv3-tiny's two, and the four of those for large images. */
const strideSets = [
  [8, 16, 32],
  [16, 32],
  [8, 16, 32, 64],
];

export type GridSize = Pick<ModelCard['input'], 'widthPx' | 'heightPx'>;

/** Whether there are so many cells in the grids of a model with this input; with anchors, `perCell` guesses each. */
export function isCellCount(count: number, { widthPx, heightPx }: GridSize, perCell: 1 | 3): boolean {
  return strideSets.some((strides) => count === perCell * gridCells(widthPx, heightPx, strides));
}

/** Whether so many rows are one or three for each cell, rather than objects that were chosen. */
export const isGridRows = (rows: number, size: GridSize): boolean =>
  isCellCount(rows, size, 1) || isCellCount(rows, size, 3);
