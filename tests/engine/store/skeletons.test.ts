import { expect, it } from 'vitest';
import { skeletonTemplates } from '#shared/model/skeletonTemplates.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { createLabelChooser } from '#engine/datasets/chooseLabels.ts';
import { eachExportRow } from '#engine/db/exportRows.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { openDesk } from './support/openDesk.ts';

const { person } = skeletonTemplates;

it('a skeleton is kept with its class, told to everyone, taken away, and refused when it makes no sense', () => {
  const { call, db, takeEvents } = openDesk();
  call('classes.create', { name: 'person' });
  takeEvents();
  expect(call('classes.update', { classId: 1, skeleton: person })).toMatchObject({ skeleton: person });
  expect(takeEvents().map(([name]) => name)).toContain('classesChanged');
  expect(call('classes.update', { classId: 1, name: 'Person' })).toMatchObject({ name: 'Person', skeleton: person });
  expect(verifyProject(db).differences).toEqual([]);
  const refused = { ...person, edges: [['nose', 'tail']] as [string, string][] };
  expect(() => call('classes.update', { classId: 1, skeleton: refused })).toThrow(/edgeNowhere/);
  call('classes.update', { classId: 1, skeleton: null });
  expect(call('classes.list', {})[0]).not.toHaveProperty('skeleton');
  expect(verifyProject(db).differences).toEqual([]);
});

it('joints of labels stay when the skeleton goes, are undone and redone, and an export counts those that it leaves out', () => {
  const { call, db } = openDesk();
  const { itemIds } = fillProject(db, { items: 1, predictionsPerItem: 0 });
  const itemId = itemIds[0] as ItemId;
  call('classes.update', { classId: 1, skeleton: person });
  const added = makeAnnotation({
    shape: {
      kind: 'keypoints',
      joints: [
        { id: 'nose', visibility: 'visible', x: 10, y: 20 },
        { id: 'tail', visibility: 'occluded', x: 30, y: 40 },
        { id: 'wing', visibility: 'unlabeled', x: 3, y: 4 },
      ],
    },
  });
  const { revision } = call('items.document', { itemId }).item;
  const change = makeChange({ annotations: { added: [added] } });
  expect(call('annotations.apply', { itemId, baseRevision: revision, change, label: 'Draw' }).ok).toBe(true);
  const lost = () => {
    const chooser = createLabelChooser(db, { format: 'coco', what: 'annotations' });
    for (const row of eachExportRow(db, { stages: ['new', 'in progress'] })) chooser.admit(row, chooser.choose(row));
    return chooser.losses.list();
  };
  expect(lost()).toEqual([{ reason: 'joint', name: 'tail', count: 1 }]);
  call('classes.update', { classId: 1, skeleton: null });
  expect(lost()).toEqual([
    { reason: 'joint', name: 'nose', count: 1 },
    { reason: 'joint', name: 'tail', count: 1 },
  ]);
  expect(call('items.document', { itemId }).annotations).toEqual([added]);
  call('history.undo', {});
  expect(call('items.document', { itemId }).annotations).toEqual([]);
  call('history.redo', {});
  expect(call('items.document', { itemId }).annotations).toEqual([added]);
  expect(verifyProject(db).differences).toEqual([]);
});
