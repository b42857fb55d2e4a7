import { describe, expect, it } from 'vitest';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { findHead } from '#engine/db/journal.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { fillProject, modelSha256 } from './support/fillProject.ts';
import { openDesk } from './support/openDesk.ts';

describe('classes', () => {
  it('take the colour of their position, which comes round again', () => {
    const { call, db } = openDesk();
    for (let index = 0; index < 21; index++) call('classes.create', { name: `class ${index}` });
    call('classes.create', { name: 'own', color: '#a0B1c2' });
    const classes = call('classes.list', {});
    expect(classes.slice(0, 2)).toEqual([
      { id: 1, name: 'class 0', color: '0', position: 0 },
      { id: 2, name: 'class 1', color: '1', position: 1 },
    ]);
    expect(classes.slice(19).map(({ color }) => color)).toEqual(['19', '0', '#a0B1c2']);
    expect(verifyProject(db).ok).toBe(true);
  });

  it('have names that differ by more than case, and colours that are some', () => {
    const { call, db } = openDesk();
    call('classes.create', { name: 'Cell' });
    call('classes.create', { name: 'Other' });
    const head = findHead(db);
    expect(() => call('classes.create', { name: 'cELL' })).toThrow('There is already a class named cELL.');
    expect(() => call('classes.update', { classId: 2, name: 'CELL' })).toThrow('There is already a class named CELL.');
    expect(() => call('classes.update', { classId: 9, name: 'x' })).toThrow('There is no class 9');
    for (const color of ['20', 'red', '#12345', '-1', ''])
      expect(() => call('classes.update', { classId: 1, color })).toThrow(/no colour/);
    expect(call('classes.update', { classId: 1, name: 'Cell' })).toMatchObject({ name: 'Cell' });
    expect(findHead(db)).toEqual(head);
    expect(call('classes.update', { classId: 1, name: 'cell', color: '7' })).toEqual({
      id: 1,
      name: 'cell',
      color: '7',
      position: 0,
    });
  });

  it('announce themselves, and items with them', () => {
    const { call, takeEvents } = openDesk();
    call('classes.create', { name: 'Cell' });
    expect(takeEvents()).toEqual([
      ['classesChanged', {}],
      ['itemsChanged', { itemIds: null }],
    ]);
  });
});

describe('what a class of a model is here', () => {
  it('is the class of its name, or what a person said, or to be ignored', () => {
    const { call, db } = openDesk();
    const { runId, itemIds } = fillProject(db, { items: 3, predictionsPerItem: 3 });
    const itemId = itemIds[0] as ItemId;
    const document = (): unknown =>
      call('items.document', { itemId })
        .predictions.map(({ className, classId }) => [className, classId])
        .sort();
    const proposals = (): number =>
      call('items.list', { query: {}, offset: 0, limit: 1 }).items[0]?.proposalCount ?? -1;
    const match = (className: string, classId: number | 'ignore'): unknown =>
      call('classes.match', { modelSha256, className, classId: classId });
    expect(document()).toEqual([
      ['cell', 1],
      ['debris', 3],
      ['nucleus', 2],
    ]);

    call('classes.update', { classId: 3, name: 'dirt' });
    expect(document()).toEqual([
      ['cell', 1],
      ['debris', null],
      ['nucleus', 2],
    ]);
    expect(call('classes.matches', { runId })).toEqual([
      { className: 'cell', classId: 1 },
      { className: 'debris', classId: null },
      { className: 'nucleus', classId: 2 },
    ]);

    match('debris', 3);
    match('cell', 'ignore');
    expect(document()).toEqual([
      ['debris', 3],
      ['nucleus', 2],
    ]);
    expect(proposals()).toBe(2);
    expect(call('items.facets', { query: {} }).byClass).toEqual([
      { classId: 1, annotations: 0, proposals: 0 },
      { classId: 2, annotations: 0, proposals: 3 },
      { classId: 3, annotations: 0, proposals: 3 },
    ]);
    expect(call('items.list', { query: { classId: 3 }, offset: 0, limit: 9 }).total).toBe(3);
    expect(call('items.list', { query: { classId: 1 }, offset: 0, limit: 9 }).total).toBe(0);

    match('cell', 1);
    expect(proposals()).toBe(3);
    expect(() => match('cell', 9)).toThrow('There is no class 9');
    expect(() => call('classes.matches', { runId: 99 })).toThrow('There is no run 99');
    expect(verifyProject(db).ok).toBe(true);
  });
});
