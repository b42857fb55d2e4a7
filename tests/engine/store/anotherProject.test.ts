import { expect, test } from 'vitest';
import type { ItemId } from '#shared/model/ids.ts';
import { makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import { create, makeFolder } from './support/openDesk.ts';

test('an edit that was made in another project is refused, and nothing is written', () => {
  const project = create(`${makeFolder()}/here.firstpass`);
  const desk = handDesk(project);
  const itemId = fillProject(project.db, { items: 1, predictionsPerItem: 0 }).itemIds[0] as ItemId;
  const edit = {
    itemId,
    baseRevision: 0,
    label: 'Draw',
    change: makeChange({ annotations: { added: [makeAnnotation()] } }),
  };
  expect(() => desk.call('annotations.apply', { ...edit, projectPath: '/elsewhere/other.firstpass' })).toThrow(
    expect.objectContaining({ code: 'project.another' }),
  );
  expect(desk.call('items.document', { itemId }).annotations).toEqual([]);
  expect(desk.call('annotations.apply', { ...edit, projectPath: project.path })).toMatchObject({ ok: true });
});
