import type { Database } from 'better-sqlite3';
import { appendEntry, canonicalJson } from '../../db/journal.ts';
import { prepare } from '../../db/prepare.ts';
import { noteChanged, refreshSummaries } from '../../db/summaries.ts';
import { partLimits } from '../partedEdit.ts';
import type { ItemPlan, NewLabel } from './planItems.ts';

/** What all entries of an import say of it. */
export interface ImportSource {
  readonly importId: string;
  readonly file: string;
  readonly format: string;
  readonly sha256: string;
}

const { items: mostItems, labels: mostLabels } = partLimits;
/** Less than a part may have: texts of this length die young, where those of millions of letters wait for a collection of everything. */
const mostLetters = 100_000;

/**
 * A label as canonical JSON: its members in the order of the alphabet. A general writer of that takes many times as long, and a million
 * labels are written here; a test compares the two.
 */
export function annotationText({ id, classId, shape, attributes, groupId, z }: NewLabel): string {
  const [values, group] = [attributes ? `"attributes":${attributes},` : '', groupId ? `"groupId":"${groupId}",` : ''];
  return `{${values}"classId":${classId},${group}"id":"${id}","predictionId":null,"score":null,"shape":${shape},"source":"import","z":${z}}`;
}

const noDecisions = '{"added":[],"removed":[],"updated":[]}';

function itemText({ itemId, stage, split, added, updated }: ItemPlan): string {
  const news = added.map(annotationText).join(',');
  const pairs = updated.map(([from, to]) => `[${canonicalJson(from)},${annotationText(to)}]`).join(',');
  const annotations = `{"added":[${news}],"removed":[],"updated":[${pairs}]}`;
  const splitText = split ? `,"split":[null,"${split}"]` : '';
  return `{"change":{"annotations":${annotations},"decisions":${noDecisions},"stage":${JSON.stringify(stage)}},"itemId":${itemId}${splitText}}`;
}

/** An item with very many labels goes into several entries, the last of which says its stage and split. */
function* inParts(plan: ItemPlan): Generator<ItemPlan> {
  let first = 0;
  for (; plan.added.length - first > mostLabels; first += mostLabels)
    yield { ...plan, stage: null, split: null, updated: [], added: plan.added.slice(first, first + mostLabels) };
  yield first === 0 ? plan : { ...plan, added: plan.added.slice(first) };
}

export interface ImportWriter {
  add(plan: ItemPlan): void;
  /** @returns the first and last entry; null: nothing was written */
  finish(): readonly [number, number] | null;
}

/**
 * Writes what an import does to items, as entries of the journal and in the tables of the fold: exactly what a replay of those entries
 * does. Part of the caller's transaction.
 */
export function createImportWriter(db: Database, actor: string, source: ImportSource): ImportWriter {
  const insert = prepare(
    db,
    `INSERT INTO annotations (id, item_id, class_id, kind, shape, source, prediction_id, score, z, attributes, group_id,
                              short_px, area_px2)
     VALUES (?, ?, ?, ?, ?, 'import', NULL, NULL, ?, ?, ?, ?, ?)`,
  );
  const remove = prepare(db, 'DELETE FROM annotations WHERE id = ?');
  const note = prepare(db, 'INSERT OR IGNORE INTO import_items (item_id, seq) VALUES (?, ?)');
  const touch = prepare(
    db,
    'UPDATE items SET revision = revision + 1, stage = coalesce(?, stage), split = coalesce(?, split) WHERE id = ?',
  );
  let waiting: string[] = [];
  let items: number[] = [];
  let [labels, letters] = [0, 0];
  let entries: readonly [number, number] | null = null;

  function put(itemId: number, label: NewLabel): void {
    const { id, classId, kind, shape, z, attributes, groupId, shortPx, areaPx2 } = label;
    insert.run(id, itemId, classId, kind, shape, z, attributes, groupId, shortPx, areaPx2);
  }

  function flush(): void {
    if (items.length === 0) return;
    const { importId, file, format, sha256 } = source;
    const head = `{"file":${JSON.stringify(file)},"format":${JSON.stringify(format)},"importId":"${importId}","items":[`;
    const at = new Date().toISOString();
    const { seq } = appendEntry(db, {
      ...{ at, actor, op: 'import.applied', subject: `import:${importId}` },
      ...{ label: `Import ${file}`, undoes: null, body: `${head}${waiting.join(',')}],"sha256":"${sha256}"}` },
    });
    for (const itemId of items) note.run(itemId, seq);
    refreshSummaries(db, items);
    noteChanged(db, items, { at, actor }, { hasLabeled: true });
    entries = [entries?.[0] ?? seq, seq];
    [waiting, items, labels, letters] = [[], [], 0, 0];
  }

  return {
    add(whole) {
      for (const plan of inParts(whole)) {
        const text = itemText(plan);
        waiting.push(text);
        items.push(plan.itemId);
        labels += plan.added.length + plan.updated.length;
        letters += text.length;
        for (const [from, to] of plan.updated) {
          remove.run(from.id);
          put(plan.itemId, to);
        }
        for (const label of plan.added) put(plan.itemId, label);
        touch.run(plan.stage?.[1] ?? null, plan.split, plan.itemId);
        if (items.length >= mostItems || labels >= mostLabels || letters >= mostLetters) flush();
      }
    },
    finish() {
      flush();
      return entries;
    },
  };
}
