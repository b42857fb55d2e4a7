import Database from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import { AppError } from '#shared/contract/errors.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { listClasses } from '../db/classes.ts';
import { commit } from '../db/commit.ts';
import { noteAddedItems } from '../db/itemFiles.ts';
import { listItemIds } from '../db/items.ts';
import { findHead } from '../db/journal.ts';
import { setPragmas, writeNewProject } from '../db/openProject.ts';
import { openReader } from '../db/openReader.ts';
import type { FilledItem } from '../db/ops/packageOps.ts';
import { listRootRows } from '../db/roots.ts';
import { refreshSummaries } from '../db/summaries.ts';
import { transact } from '../db/transact.ts';
import { partLimits } from '../datasets/partedEdit.ts';
import { readSide } from './merge/readSide.ts';
import { getProjectId } from './merge/readPackage.ts';

export interface HandOutRequest {
  readonly projectPath: string;
  /** Of the language of shared/query; empty: all items. */
  readonly query: string;
  readonly who: string;
  readonly actor: string;
}

interface Counts {
  readonly items: number;
  readonly labels: number;
}

const subject = 'package';

/** Roots and classes, with the numbers that they have in the project. */
function copyGround(project: Database.Database, db: Database.Database, actor: string): void {
  const words = { actor, subject: 'project' };
  for (const { id, path } of listRootRows(project))
    commit(db, { op: 'root.added', body: { id, path }, ...words, label: 'Add folder' });
  for (const { attributes, ...labelClass } of listClasses(project)) {
    const body = { ...labelClass, ...(attributes ? { attributes: [...attributes] } : {}) };
    commit(db, { op: 'class.created', body, actor, subject: `class:${body.id}`, label: `Create class ${body.name}` });
  }
}

function fillItems(
  project: Database.Database,
  db: Database.Database,
  itemIds: readonly ItemId[],
  actor: string,
  look: (items: number, total: number) => void,
): number {
  const place = project.prepare('SELECT root_id AS rootId, path, frame FROM items WHERE id = ?');
  let waiting: FilledItem[] = [];
  let [labels, letters, count] = [0, 0, 0];
  const flush = (): void => {
    if (waiting.length === 0) return;
    const ids = waiting.map(({ id }) => id);
    const label = `Hand out ${ids.length} image(s)`;
    commit(db, { op: 'package.filled', body: { items: waiting }, actor, subject, label }, ({ at }) => {
      noteAddedItems(db, ids, at);
      refreshSummaries(db, ids);
    });
    [waiting, letters] = [[], 0];
  };
  for (const id of itemIds) {
    const { stage, split, tags, annotations, comments } = readSide(project, id);
    const where = place.get(id) as { rootId: number; path: string; frame: number };
    const item = {
      id,
      ...where,
      stage,
      split,
      tags: [...tags],
      annotations: [...annotations],
      comments: [...comments],
    };
    waiting.push(item);
    labels += annotations.length;
    letters += JSON.stringify(item).length;
    look((count += 1), itemIds.length);
    if (waiting.length >= partLimits.items || letters >= partLimits.letters) flush();
  }
  flush();
  return labels;
}

/**
 * Writes a project that holds only some items, with what people have made of them: a work package. Its journal begins with what it was handed out as,
 * so that it needs nothing of the project it comes from, and a merge nothing but the two of them.
 * @param file where it is to lie
 * @throws {AppError} package.empty, query.*
 */
export function handOut(
  request: HandOutRequest,
  file: string,
  look: (items: number, total?: number | null) => void,
): Counts {
  const { projectPath, query, who, actor } = request;
  const project = openReader(projectPath);
  try {
    // One snapshot: what the items are is what they were at the entry that is named.
    project.exec('BEGIN');
    const head = assertExists(findHead(project), 'a journal begins with the project');
    const where = query.trim() === '' ? {} : { where: query };
    const itemIds = listItemIds(project, itemQuerySchema.parse({ ...where, sort: 'added' })).sort((a, b) => a - b);
    if (itemIds.length === 0) throw new AppError('package.empty', { query });
    writeNewProject(file, actor);
    const db = new Database(file);
    try {
      setPragmas(db);
      const labels = transact(db, () => {
        const origin = { projectId: getProjectId(project), seq: head.seq, journalHash: head.hash };
        const label = who === '' ? 'Work package' : `Work package for ${who}`;
        commit(db, { op: 'package.begun', body: { origin, query, who }, actor, subject, label });
        copyGround(project, db, actor);
        return fillItems(project, db, itemIds, actor, look);
      });
      return { items: itemIds.length, labels };
    } finally {
      db.close();
    }
  } finally {
    project.close();
  }
}
