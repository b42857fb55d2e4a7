import type { Database } from 'better-sqlite3';
import type { ItemDifference } from '#shared/contract/comparison.ts';
import { findDifferences } from '#shared/metrics/findDifferences.ts';
import type { Comparison } from '#shared/metrics/findDifferences.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { Run } from '#shared/model/run.ts';
import { listAnnotations } from '../db/annotations.ts';
import { resolveClass } from '../db/classMatches.ts';
import { listComparedRows } from '../db/comparedRows.ts';
import type { ComparedRow } from '../db/comparedRows.ts';

export interface ComparedPrediction extends ComparedRow {
  readonly classKey: string;
  /** null: a class that the project has not. */
  readonly classId: ClassId | null;
}
export interface ComparedLabel extends Pick<Annotation, 'id' | 'classId' | 'shape'> {
  readonly classKey: string;
}

const keyOfClass = (classId: ClassId): string => `class ${classId}`;

export interface ItemComparison extends Comparison<ComparedPrediction, ComparedLabel> {
  readonly predictions: readonly ComparedPrediction[];
  readonly labels: readonly ComparedLabel[];
}

/** Compares item after item with what one run predicted there; each class is looked up once. */
export function createItemComparer(
  db: Database,
  { id: runId, modelSha256 }: Pick<Run, 'id' | 'modelSha256'>,
  overlap: number,
): (itemId: ItemId) => ItemComparison {
  const known = new Map<string, ClassId | 'ignore' | null>();
  const classOf = (className: string): ClassId | 'ignore' | null => {
    let classId = known.get(className);
    if (classId === undefined) known.set(className, (classId = resolveClass(db, modelSha256, className)));
    return classId;
  };
  return (itemId) => {
    const predictions = listComparedRows(db, runId, itemId).flatMap((row): ComparedPrediction[] => {
      const classId = classOf(row.className);
      // What a person wants to hear nothing of is no difference.
      if (classId === 'ignore') return [];
      return [{ ...row, classId, classKey: classId === null ? `model ${row.className}` : keyOfClass(classId) }];
    });
    const labels = listAnnotations(db, itemId).map(({ id, classId, shape }): ComparedLabel => ({
      id,
      classId,
      shape,
      classKey: keyOfClass(classId),
    }));
    return { predictions, labels, ...findDifferences(predictions, labels, overlap) };
  };
}

/** The differences of one item, as a person steps through them: what the model is surest of first. */
export function listItemDifferences(
  db: Database,
  run: Pick<Run, 'id' | 'modelSha256'>,
  itemId: ItemId,
  overlap: number,
): ItemDifference[] {
  const { differences } = createItemComparer(db, run, overlap)(itemId);
  return differences.map(({ kind, prediction, label, overlap: found }) => {
    const { id = null, className = '', classId = null, score = 0, shape } = prediction ?? {};
    return {
      ...{ kind, overlap: found, annotationId: label?.id ?? null, isSettled: prediction?.isSettled ?? false },
      prediction:
        id === null || shape === undefined ? null : { id, runId: run.id, itemId, className, classId, score, shape },
    };
  });
}
