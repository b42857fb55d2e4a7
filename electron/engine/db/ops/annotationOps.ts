import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { assert } from '#shared/base/assert.ts';
import { changeSchema } from '#shared/change/change.ts';
import type { Change } from '#shared/change/change.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { Decision } from '#shared/model/decision.ts';
import { sizeOfLabel } from '../labelSize.ts';
import { canonicalJson } from '../journal.ts';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';
import type { OpContext } from './op.ts';

function insertAnnotation(db: Database, itemId: number, annotation: Annotation): void {
  const { id, classId, shape, source, predictionId, score, z, attributes, groupId = null } = annotation;
  prepare(
    db,
    `INSERT INTO annotations (id, item_id, class_id, kind, shape, source, prediction_id, score, z, attributes,
                              group_id, short_px, area_px2)
     VALUES (@id, @itemId, @classId, @kind, @shape, @source, @predictionId, @score, @z, @attributes, @groupId,
             @shortPx, @areaPx2)`,
  ).run({
    ...{ id, itemId, classId, kind: shape.kind, shape: canonicalJson(shape), source, predictionId, score, z, groupId },
    attributes: attributes ? canonicalJson(attributes) : null,
    ...sizeOfLabel(shape),
  });
}

function insertDecision(db: Database, itemId: number, decision: Decision, { actor, at }: OpContext): void {
  prepare(
    db,
    `INSERT INTO decisions (id, item_id, kind, prediction_id, run_id, model_sha256, class_name, score, shape,
                            annotation_id, duration_ms, actor, at)
     VALUES (@id, @itemId, @kind, @predictionId, @runId, @modelSha256, @className, @score, @shape,
             @annotationId, @durationMs, @actor, @at)`,
  ).run({ ...decision, shape: canonicalJson(decision.shape), itemId, actor, at });
}

function remove(db: Database, table: 'annotations' | 'decisions', itemId: number, id: string): void {
  const { changes } = prepare(db, `DELETE FROM ${table} WHERE id = ? AND item_id = ?`).run(id, itemId);
  assert(changes === 1, `a removed record is in the table ${table}: ${id}`);
}

/** Who made decisions, and when, by decision id. */
export const decisionMarks = z.record(z.uuid(), z.object({ actor: z.string(), at: z.string() }));
export type DecisionMarks = Readonly<Record<string, OpContext>>;

/** An item's labels, decisions and stage as a change makes them. */
export function applyChange(
  db: Database,
  itemId: number,
  change: Change,
  madeAgain: DecisionMarks,
  context: OpContext,
): void {
  for (const row of change.decisions.removed) remove(db, 'decisions', itemId, row.id);
  for (const row of change.annotations.removed) remove(db, 'annotations', itemId, row.id);
  for (const [from, to] of change.annotations.updated) {
    remove(db, 'annotations', itemId, from.id);
    insertAnnotation(db, itemId, to);
  }
  for (const row of change.annotations.added) insertAnnotation(db, itemId, row);
  for (const [from, to] of change.decisions.updated) {
    remove(db, 'decisions', itemId, from.id);
    insertDecision(db, itemId, to, madeAgain[to.id] ?? context);
  }
  for (const row of change.decisions.added) insertDecision(db, itemId, row, madeAgain[row.id] ?? context);
  prepare(db, 'UPDATE items SET revision = revision + 1 WHERE id = ?').run(itemId);
  if (change.stage) prepare(db, 'UPDATE items SET stage = ? WHERE id = ?').run(change.stage[1], itemId);
}

/**
 * One edit of one item: annotations, decisions and stage. Undo is the inverse change with `undoes` set.
 * `madeBefore` keeps who made the decisions that go or are replaced, and `madeAgain` gives that back to those that an
 * undo or redo brings back; any other decision is made by the entry's actor at the entry's time.
 */
export const annotationsApplied = defineOp({
  body: z.object({
    itemId: z.int(),
    change: changeSchema,
    madeBefore: decisionMarks.optional(),
    madeAgain: decisionMarks.optional(),
  }),
  apply: (db, { itemId, change, madeAgain = {} }, context) => applyChange(db, itemId, change, madeAgain, context),
});
