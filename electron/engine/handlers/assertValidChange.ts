import type { Database } from 'better-sqlite3';
import type { Change, RecordDiff } from '#shared/change/change.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Decision } from '#shared/model/decision.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { MaskShape } from '#shared/shapes/mask/mask.ts';
import { canonicalJson } from '../db/journal.ts';
import { prepare } from '../db/prepare.ts';

function refuse(reason: string): never {
  throw new AppError('contract.badInput', { method: 'annotations.apply', reason });
}

function assertOncePerId(name: string, { added, updated, removed }: RecordDiff<{ readonly id: string }>): void {
  const seen = new Set<string>();
  for (const [from, to] of updated) if (from.id !== to.id) refuse(`${name}: an update changes the id ${from.id}`);
  for (const { id } of [...added, ...updated.map(([, to]) => to), ...removed]) {
    if (seen.has(id)) refuse(`${name}: ${id} is changed twice`);
    seen.add(id);
  }
}

/** A decision carries a copy of its prediction, and the copy is true. */
function assertCopies(
  db: Database,
  itemId: ItemId,
  { predictionId, runId, modelSha256, className, score, shape }: Decision,
): void {
  const prediction = prepare(
    db,
    `SELECT p.item_id AS itemId, p.run_id AS runId, r.model_sha256 AS modelSha256, p.class_name AS className, p.score, p.shape
     FROM predictions p JOIN runs r ON r.id = p.run_id WHERE p.id = ?`,
  ).get(predictionId) as Record<string, unknown> | undefined;
  if (!prediction) refuse(`there is no prediction ${predictionId}`);
  const copy: Record<string, unknown> = { itemId, runId, modelSha256, className, score, shape: canonicalJson(shape) };
  const different = Object.keys(copy).find((key) => copy[key] !== prediction[key]);
  if (different) refuse(`the decision's ${different} is not that of prediction ${predictionId}`);
}

/** What a decision was made on stays what it was, also when the run is deleted by now: only the outcome may change. */
function assertCopyKept(from: Decision, to: Decision): void {
  for (const key of ['predictionId', 'runId', 'modelSha256', 'className', 'score', 'shape'] as const)
    if (canonicalJson(from[key]) !== canonicalJson(to[key]))
      refuse(`decisions: an update of ${to.id} changes its ${key}`);
}

function assertAnnotationExists(db: Database, itemId: ItemId, change: Change, { annotationId }: Decision): void {
  if (annotationId === null) return;
  const { added, removed } = change.annotations;
  const isStored =
    prepare(db, 'SELECT 1 FROM annotations WHERE id = ? AND item_id = ?').get(annotationId, itemId) !== undefined;
  const exists =
    added.some(({ id }) => id === annotationId) || (isStored && !removed.some(({ id }) => id === annotationId));
  if (!exists) refuse(`the decision's annotation ${annotationId} is not in the item`);
}

/** What came of a proposal is an annotation, or nothing when it was rejected. */
function assertOutcome({ id, kind, annotationId }: Decision): void {
  if ((kind === 'rejected') !== (annotationId === null))
    refuse(`the decision ${id} is ${kind}, and has ${annotationId === null ? 'no' : 'an'} annotation`);
}

/** Whose annotation goes, that decision goes along (it is taken back) or becomes a rejection (the annotation was deleted). */
function assertNoneLeftBehind(db: Database, itemId: ItemId, { annotations, decisions }: Change): void {
  if (annotations.removed.length === 0) return;
  const gone = new Set<string>(annotations.removed.map(({ id }) => id));
  const dealtWith = new Set<string>(
    [...decisions.removed, ...decisions.updated.map(([, to]) => to)].map(({ id }) => id),
  );
  const rows = prepare(
    db,
    'SELECT id, annotation_id AS annotationId FROM decisions WHERE item_id = ? AND annotation_id IS NOT NULL',
  ).all(itemId) as { id: string; annotationId: string }[];
  const left = rows.find(({ id, annotationId }) => gone.has(annotationId) && !dealtWith.has(id));
  if (left) refuse(`the decision ${left.id} would be left without its annotation ${left.annotationId}`);
}

/** A mask names pixels of the whole image: of one of another size it would mean others. */
function assertMaskFits(db: Database, itemId: ItemId, { size: [height, width] }: MaskShape): void {
  const image = prepare(db, 'SELECT width_px AS width, height_px AS height FROM item_probe WHERE item_id = ?').get(
    itemId,
  ) as { width: number | null; height: number | null } | undefined;
  if (image?.width !== width || image.height !== height)
    refuse(`a mask of ${width} x ${height} pixels in an image of ${image?.width} x ${image?.height}`);
}

/**
 * Whether what a change brings makes sense in this project. What it takes away is checked by `changeFits`.
 * @throws {AppError} class.notFound, contract.badInput
 */
export function assertValidChange(db: Database, itemId: ItemId, change: Change): void {
  const { annotations, decisions } = change;
  assertOncePerId('annotations', annotations);
  assertOncePerId('decisions', decisions);
  const classExists = prepare(db, 'SELECT 1 FROM classes WHERE id = ?');
  for (const { classId } of [...annotations.added, ...annotations.updated.map(([, to]) => to)]) {
    if (!classExists.get(classId)) throw new AppError('class.notFound', { id: classId });
  }
  for (const { shape } of [...annotations.added, ...annotations.updated.map(([, to]) => to)])
    if (shape.kind === 'mask') assertMaskFits(db, itemId, shape);
  for (const decision of decisions.added) {
    assertCopies(db, itemId, decision);
    assertOutcome(decision);
    assertAnnotationExists(db, itemId, change, decision);
  }
  for (const [from, to] of decisions.updated) {
    assertCopyKept(from, to);
    assertOutcome(to);
    assertAnnotationExists(db, itemId, change, to);
  }
  assertNoneLeftBehind(db, itemId, change);
}
