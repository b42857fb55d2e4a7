import { expect, it } from 'vitest';
import type { ItemId } from '#shared/model/ids.ts';
import { createEditHistory } from '#engine/db/editHistory.ts';
import { listAuthors } from '#engine/db/authors.ts';
import { applyEdit } from '#engine/handlers/applyEdit.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { openDesk } from './support/openDesk.ts';

it('a label is whose who made it first, whoever changed it or brought it back', () => {
  const { call, db } = openDesk();
  const itemId = fillProject(db, { items: 2, predictionsPerItem: 0 }).itemIds[0] as ItemId;
  const [first, second] = [makeAnnotation(), makeAnnotation()];
  const edit = (actor: string, change: ReturnType<typeof makeChange>): void => {
    expect(applyEdit({ db, actor }, { itemId, change, label: 'Edit' })).not.toBeNull();
  };
  edit('ann', makeChange({ annotations: { added: [first] } }));
  edit('bob', makeChange({ annotations: { added: [second], updated: [[first, { ...first, z: 4 }]] } }));
  edit('bob', makeChange({ annotations: { removed: [{ ...first, z: 4 }] } }));
  expect(createEditHistory(db).peekUndo()?.actor).toBe('bob');
  call('history.undo', {});
  expect(listAuthors(db, itemId)).toEqual({ [first.id]: 'ann', [second.id]: 'bob' });
  expect(call('annotations.authors', { itemId: 2 })).toEqual({});
});
