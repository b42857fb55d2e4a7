import path from 'node:path';
import { randomUUID } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { ImportOptions, ImportResult } from '#shared/contract/importApi.ts';
import type { RunId } from '#shared/model/ids.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { defaultThresholds } from '#shared/model/run.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { setActiveRun } from '../../db/activeRun.ts';
import { createClass, updateClass } from '../../db/classes.ts';
import { commit } from '../../db/commit.ts';
import { insertPredictions } from '../../db/predictions.ts';
import { insertRun, insertRunItem, setRunState, setRunTotal } from '../../db/runs.ts';
import { refreshSummaries } from '../../db/summaries.ts';
import { transact } from '../../db/transact.ts';
import { createImportWriter } from './importJournal.ts';
import type { ItemPlan } from './planItems.ts';
import { planImport } from './planImport.ts';
import type { Plan } from './planImport.ts';
import type { ClassPlan } from './resolveClasses.ts';
import { getFact } from './stage.ts';

interface Writer {
  readonly db: Database;
  readonly actor: string;
}

type Count = (items: number) => void;

function createClasses(writer: Writer, { created, targets }: ClassPlan): void {
  for (const { name, color, skeleton, attributes } of created)
    createClass(writer, {
      name,
      ...(color === null ? {} : { color }),
      ...(skeleton ? { skeleton } : {}),
      ...(attributes ? { attributes } : {}),
    });
  for (const target of new Set(targets.values()))
    if (target?.getsSkeleton) updateClass(writer, { classId: target.id as never, skeleton: target.skeleton });
}

/** Labels: entries of the journal, and a last one that undo goes by. @returns how many items have changed */
function writeLabels(writer: Writer, stage: Database, { items, counts }: Plan, count: Count): number {
  const source = {
    importId: randomUUID() as string,
    file: path.basename(getFact(stage, 'source') as string),
    format: (getFact(stage, 'format') as { id: string }).id,
    sha256: getFact(stage, 'sha256') as string,
  };
  const journal = createImportWriter(writer.db, writer.actor, source);
  let changed = 0;
  for (const plan of items) {
    journal.add(plan);
    changed += 1;
    count(changed);
  }
  const parts = journal.finish();
  if (parts) {
    const body = {
      ...source,
      parts: [...parts] as [number, number],
      items: changed,
      labels: counts.added + counts.replaced,
    };
    const label = `Import ${source.file}`;
    commit(writer.db, {
      op: 'import.finished',
      body,
      actor: writer.actor,
      subject: `import:${source.importId}`,
      label,
    });
  }
  return changed;
}

/** Predictions: a run that no model of the project has made. Derived data: no entry of the journal. */
function writePredictions(
  { db }: Writer,
  stage: Database,
  { items }: Plan,
  count: Count,
): { changed: number; runId: RunId } {
  const modelSha256 = `file:${getFact(stage, 'sha256') as string}`;
  const modelName = path.basename(getFact(stage, 'source') as string);
  const thresholds = { ...defaultThresholds, scoreThreshold: 0, classThresholds: {} };
  const runId = insertRun(db, {
    ...thresholds,
    modelSha256,
    modelName,
    deviceAsked: 'cpu',
    itemLimit: null,
    options: defaultRunOptions,
  });
  const store = ({ itemId, added }: ItemPlan): void => {
    insertRunItem(db, runId, itemId, null);
    const predictions = added.map(({ className, score, shape }) => ({
      ...{ className, score: score ?? 1, shape: JSON.parse(shape) as Shape },
    }));
    insertPredictions(db, { runId, itemId, modelSha256 }, predictions);
  };
  let changed = 0;
  for (const plan of items) {
    store(plan);
    changed += 1;
    count(changed);
  }
  setRunTotal(db, runId, changed);
  setRunState(db, runId, 'done');
  setActiveRun(db, runId);
  refreshSummaries(db, 'all');
  return { changed, runId };
}

/**
 * Imports what is on the stage: all of it in one transaction, or nothing.
 * @param count called with the items so far; what it throws takes everything back
 */
export function commitImport(
  writer: Writer,
  stage: Database,
  options: ImportOptions,
  token: string,
  count: Count,
): ImportResult {
  return transact(writer.db, () => {
    const plan = planImport(stage, writer.db, options, { countsOnly: false });
    const isLabels = !options.asPredictions;
    // Classes of predictions are matched when they are looked at.
    if (isLabels) createClasses(writer, plan.classes);
    const { changed, runId } = isLabels
      ? { changed: writeLabels(writer, stage, plan, count), runId: null }
      : writePredictions(writer, stage, plan, count);
    return {
      ...plan.summarize(token),
      imagesChanged: changed,
      classesCreated: isLabels ? plan.classes.created.map(({ name }) => name) : [],
      runId,
    };
  });
}
