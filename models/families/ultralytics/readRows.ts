import { AppError } from '#shared/contract/errors.ts';
import type { ScoreList } from '../../post/topScores.ts';
import type { OutputTensor } from '../family.ts';

/** Values before the class scores: `cx, cy, w, h`, and in YOLOv5 the objectness. */
export const leading = { yolov8: 4, 'yolov8-rows': 4, yolov5: 5 } as const;
export type Layout = keyof typeof leading;

export function isLayout(layout: string | undefined): layout is Layout {
  return layout !== undefined && layout in leading;
}

type Size = number | string | undefined;

/** By the two sizes of the output and how many values a row has after its place: scores, and what else the task adds. */
export function layoutByCount(a: Size, b: Size, values: number): Layout | null {
  if (a === 4 + values) return 'yolov8';
  if (b === 5 + values) return 'yolov5';
  return b === 4 + values ? 'yolov8-rows' : null;
}

/** What the model says of one place: centre and size in pixels of its input, the best class, and what follows the scores. */
export interface Row {
  readonly cx: number;
  readonly cy: number;
  readonly w: number;
  readonly h: number;
  readonly score: number;
  readonly classIndex: number;
  readonly scores: ScoreList;
  /** Value by value, those after the class scores. */
  extra(index: number): number;
}

/**
 * The rows whose best class has at least `minScore`.
 * @param classCount how many scores a row has; @param extras how many values follow them
 * @throws {AppError} model.unknownFamily
 */
export function readRows(
  { data, dims }: OutputTensor,
  { classCount, extras, layout: said }: { classCount: number; extras: number; layout: string | undefined },
  minScore: number,
): Row[] {
  const [, a = 0, b = 0] = dims;
  const layout = isLayout(said) ? said : layoutByCount(a, b, classCount + extras);
  if (layout === null) throw new AppError('model.unknownFamily', { outputs: `[${dims.join(', ')}]` });
  const [rows, columns] = layout === 'yolov8' ? [b, a] : [a, b];
  // Step from one value of a row to the next, and from one row to the next.
  const [next, row] = layout === 'yolov8' ? [b, 1] : [1, b];
  const first = leading[layout];
  const end = columns - extras;
  const found: Row[] = [];
  for (let index = 0; index < rows; index += 1) {
    const at = index * row;
    const objectness = layout === 'yolov5' ? (data[at + 4 * next] ?? 0) : 1;
    // So written, NaN is left out as well.
    if (!(objectness >= minScore)) continue;
    let [score, classIndex] = [-1, 0];
    for (let column = first; column < end; column += 1) {
      const value = data[at + column * next] ?? 0;
      if (value > score) [score, classIndex] = [value, column - first];
    }
    score *= objectness;
    if (!(score >= minScore)) continue;
    const value = (column: number): number => data[at + column * next] ?? 0;
    found.push({
      ...{ cx: value(0), cy: value(1), w: value(2), h: value(3), score: Math.min(1, score), classIndex },
      scores: { count: end - first, at: (of) => value(first + of) * objectness, isShared: false },
      extra: (after) => value(end + after),
    });
  }
  return found;
}
