import { averagePrecision } from '#shared/metrics/averagePrecision.ts';
import type { Box } from '#shared/metrics/iou.ts';
import { cellKinds } from './cells.ts';
import type { CellKind } from './cells.ts';
import type { TruthObject } from './generateField.ts';

export interface Found {
  readonly kind: string;
  readonly box: Box;
  readonly score: number;
}

export interface Evaluation {
  /** Mean over the classes of the average precision at IoU 0.5. */
  readonly map50: number;
  readonly byKind: Readonly<Record<CellKind, number>>;
}

export function evaluate(found: readonly (readonly Found[])[], truth: readonly (readonly TruthObject[])[]): Evaluation {
  const values = cellKinds.map((kind) => {
    const detections = found.flatMap((list, image) =>
      list.filter((one) => one.kind === kind).map((one) => ({ ...one, image })),
    );
    const truths = truth.flatMap((list, image) =>
      list.filter((one) => one.kind === kind).map(({ box }) => ({ box, image })),
    );
    return [kind, averagePrecision(detections, truths, 0.5)] as const;
  });
  const sum = values.reduce((total, [, value]) => total + value, 0);
  return { map50: sum / values.length, byKind: Object.fromEntries(values) as Record<CellKind, number> };
}
