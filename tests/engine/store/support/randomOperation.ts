import { randomUUID } from 'node:crypto';
import { applyItemsEdit } from '#engine/bulk/applyItemsEdit.ts';
import type { ItemsEdit } from '#engine/bulk/planItemEdit.ts';
import { commit } from '#engine/db/commit.ts';
import { canonicalJson } from '#engine/db/journal.ts';
import { createImportWriter } from '#engine/datasets/import/importJournal.ts';
import { addItems, markMissing, markReturned, relinkByContent, saveInspection } from '#engine/db/itemFiles.ts';
import { relinkDisplaced } from '#engine/db/relinkDisplaced.ts';
import { planRelinks } from '#engine/library/planRelinks.ts';
import { listModelRows, registerModel, updateModel } from '#engine/db/models.ts';
import { describeLabels } from '#engine/db/contentHash.ts';
import { findHead } from '#engine/db/journal.ts';
import { deleteVersion, insertVersion, listVersions, updateVersion } from '#engine/db/versions.ts';
import { addRootRow } from '#engine/db/roots.ts';
import type { ItemAction } from '#shared/contract/api/itemsApi.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import { skeletonTemplates } from '#shared/model/skeletonTemplates.ts';
import type { ClassId, ItemId, RootId } from '#shared/model/ids.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Desk } from './handDesk.ts';
import { modelSha256 } from './fillProject.ts';

const actor = 'worker';

/** What the journal holds beside edits of labels: folders, files, comments, classes, models. Each is one entry, or none where it changes nothing. */
export function randomOperation(random: (below: number) => number, desk: Desk, card: ModelCard): void {
  const { db, call } = desk;
  const writer = { db, actor };
  const itemIds = db.prepare('SELECT id FROM items').pluck().all() as ItemId[];
  const rootIds = db.prepare('SELECT id FROM roots').pluck().all() as RootId[];
  const itemId = itemIds[random(itemIds.length)] as ItemId;
  const rootId = rootIds[random(rootIds.length)] as RootId;
  const classId = (1 + random(3)) as ClassId;
  const name = randomUUID();
  const attribute = { name, kind: 'text' as const, options: [], isRequired: random(2) === 0, default: null };
  const imageOf = (contentHash: string): InspectedImage => ({
    ...{ widthPx: 4000, heightPx: 3000, orientation: 1, bitDepth: 8, channels: 3, format: 'jpeg', facts: null },
    ...{ sizeBytes: random(1_000_000), modifiedMs: random(1_000_000), contentHash },
    ...{ metadata: [{ key: 'exif.iso', value: '100', number: 100 }], fingerprint: '0123456789abcdef' },
  });
  const inspect = (id: ItemId, contentHash: string): void => void saveInspection(writer, id, imageOf(contentHash));
  const operations: readonly (() => void)[] = [
    () => void addRootRow(writer, `/images/${name}`),
    () => void addItems(writer, rootId, [`${name}.jpg`, `${name}.png`]),
    () => markMissing(writer, [itemId]),
    () => markReturned(writer, [itemId]),
    () => inspect(itemId, name),
    () => {
      const changed = db.prepare('SELECT id FROM items WHERE changed').pluck().get() as ItemId | undefined;
      if (changed !== undefined) call('items.confirmChanged', { itemId: changed });
    },
    // A file that was moved: it vanished at one place and came back, by its content, at another.
    () => {
      inspect(itemId, name);
      markMissing(writer, [itemId]);
      const [found] = addItems(writer, rootId, [`moved/${name}.jpg`]);
      if (found === undefined) return;
      inspect(found, name);
      relinkByContent(writer, name, () => true);
    },
    // Two files changed places.
    () => {
      const other = itemIds.find((id) => id !== itemId);
      if (other === undefined) return;
      const [mine, theirs] = [`${name} a`, `${name} b`];
      inspect(itemId, mine);
      inspect(other, theirs);
      const found = new Map([
        [itemId, imageOf(theirs)],
        [other, imageOf(mine)],
      ]);
      relinkDisplaced(writer, found, () => false, planRelinks);
    },
    () => void call('comments.add', { itemId, id: randomUUID(), text: name }),
    () => {
      const [comment] = call('comments.list', { itemId }).comments;
      if (comment) call(random(2) === 0 ? 'comments.resolve' : 'comments.reopen', { itemId, commentId: comment.id });
    },
    () => {
      const some = itemIds.filter(() => random(2) === 0);
      const actions: readonly ItemAction[] = [
        { kind: 'tag', tag: 'night', isOn: random(2) === 0 },
        { kind: 'split', split: random(3) === 0 ? null : 'val' },
        { kind: 'stage', stage: random(2) === 0 ? 'labeled' : 'returned' },
        { kind: 'classify', classId },
      ];
      const action = actions[random(actions.length)];
      if (action) call('items.edit', { items: { itemIds: some }, action });
    },
    () => {
      const get = db.prepare("SELECT value, number FROM item_meta WHERE item_id = ? AND key = 'patient'");
      const from = (get.get(itemId) as { value: string; number: number | null } | undefined) ?? null;
      const to = random(3) === 0 ? null : { value: name, number: random(2) === 0 ? random(100) : null };
      if (!from && !to) return;
      const edit: ItemsEdit = { kind: 'meta', items: [{ itemId, cells: [{ key: 'patient', from, to }] }] };
      applyItemsEdit(writer, { edit, subject: `bulk:${name}`, label: 'Join table a.csv' });
    },
    () => void call('views.save', { name: `view ${random(3)}`, query: 'stage:new' }),
    () => {
      const [view] = call('views.list', {});
      if (view && random(2) === 0) call('views.remove', { name: view.name });
    },
    () => importLabel(writer, itemId, classId, random(100)),
    () => void call('classes.create', { name }),
    () => void call('classes.update', { classId, name }),
    () => void call('classes.update', { classId, attributes: random(2) === 0 ? [] : [attribute] }),
    () => void call('classes.update', { classId, skeleton: random(2) === 0 ? null : skeletonTemplates.person }),
    () => void call('classes.match', { modelSha256, className: name, classId: random(2) === 0 ? 'ignore' : classId }),
    () =>
      registerModel(writer, `/models/${name}.onnx`, { ...card, name, sha256: `${name}${name}`.replaceAll('-', '') }),
    () => {
      const { seq, hash } = assertExists(findHead(db), 'a project has a journal');
      insertVersion(writer, { name, note: '', seq, journalHash: hash, ...describeLabels(db) });
    },
    () => {
      const [known] = listVersions(db);
      if (known) updateVersion(writer, known.id, { name, note: name });
    },
    () => {
      const [known] = listVersions(db);
      if (known) deleteVersion(writer, known.id);
    },
    () => {
      const [known] = listModelRows(db);
      if (known) updateModel(writer, known, `/moved/${name}.onnx`, known.card);
    },
  ];
  operations[random(operations.length)]?.();
}

/** One label, with the entries that an import writes for it. */
function importLabel(
  { db, actor: who }: Pick<Desk, 'db'> & { actor: string },
  itemId: ItemId,
  classId: ClassId,
  x: number,
) {
  const source = { importId: randomUUID(), file: 'a.json', format: 'coco', sha256: 'f'.repeat(64) };
  const shape = canonicalJson({ kind: 'box', box: [x, 1, 30, 40] });
  const label = {
    id: randomUUID(),
    classId,
    className: '',
    kind: 'box',
    shape,
    attributes: null,
    groupId: null,
    shortPx: 30,
    areaPx2: 1200,
  } as const;
  db.transaction(() => {
    const journal = createImportWriter(db, who, source);
    journal.add({ itemId, stage: null, split: null, added: [{ ...label, score: null, z: 5000 + x }], updated: [] });
    const parts = journal.finish();
    const body = { ...source, parts: parts && ([...parts] as [number, number]), items: 1, labels: 1 };
    commit(db, {
      op: 'import.finished',
      body,
      actor: who,
      subject: `import:${source.importId}`,
      label: 'Import a.json',
    });
  })();
}
