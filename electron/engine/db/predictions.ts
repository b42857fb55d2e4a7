import type { Database } from 'better-sqlite3';
import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { ItemId, RunId } from '#shared/model/ids.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { listAnnotations, listDecisions } from './annotations.ts';
import { resolveClass } from './classMatches.ts';
import { canonicalJson } from './journal.ts';
import { prepare } from './prepare.ts';

/** Two shapes whose boxes overlap by this much are taken for the same object. */
const sameObjectIou = 0.5;

function isSamePlace(a: Shape, b: Shape): boolean {
  const [boundsA, boundsB] = [geometryOf(a).bounds(a), geometryOf(b).bounds(b)];
  if (boundsA && boundsB) return iou(boundsA, boundsB) >= sameObjectIou;
  return a.kind === b.kind;
}

/** The decision or annotation that has dealt with the same object already, so that nobody is asked twice. */
function findCover(
  db: Database,
  itemId: ItemId,
  modelSha256: string,
  { className, shape }: RawPrediction,
): string | null {
  const decided = listDecisions(db, itemId).find(
    (decision) => decision.className === className && isSamePlace(decision.shape, shape),
  );
  if (decided) return decided.id;
  const classId = resolveClass(db, modelSha256, className);
  const labeled = listAnnotations(db, itemId).find(
    (annotation) => annotation.classId === classId && isSamePlace(annotation.shape, shape),
  );
  return labeled?.id ?? null;
}

/** What a run found in one item. The caller's transaction also writes that the item is done. */
export function insertPredictions(
  db: Database,
  { runId, itemId, modelSha256 }: { runId: RunId; itemId: ItemId; modelSha256: string },
  predictions: readonly RawPrediction[],
): void {
  const insert = prepare(
    db,
    `INSERT INTO predictions (run_id, item_id, class_name, score, kind, shape, covered_by)
     VALUES (@runId, @itemId, @className, @score, @kind, @shape, @coveredBy)`,
  );
  for (const prediction of predictions) {
    const { className, score, shape } = prediction;
    const coveredBy = findCover(db, itemId, modelSha256, prediction);
    insert.run({ runId, itemId, className, score, kind: shape.kind, shape: canonicalJson(shape), coveredBy });
  }
}
