import { randomUUID } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import type { ItemSort } from '#shared/contract/itemQuery.ts';
import { itemSorts } from '#shared/contract/itemQuery.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { decide, makeAnnotation, makeChange } from './support/edits.ts';
import { fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import type { Desk } from './support/handDesk.ts';
import { openDesk } from './support/openDesk.ts';

/**
 * Six items with two proposals each; cell, nucleus and debris by turns, scores by hand:
 *   1 new, 2 labeled with two boxes by ana, 3 approved, tag night, 4 train, tags Night and blur, 5 unreadable, 6 missing
 */
function makeDesk(): { desk: Desk; ids: readonly ItemId[] } {
  const desk = openDesk();
  const { db, call } = desk;
  const { itemIds } = fillProject(db, { items: 6, predictionsPerItem: 2 });
  const paths = ['cam1/a.jpg', 'cam2/b.jpg', 'x/cam2/c (1).jpg', 'cam2/deep/d_e.png', '猫/É.jpg', 'f.jpg'];
  for (const [index, name] of paths.entries())
    db.prepare('UPDATE items SET path = ? WHERE id = ?').run(name, itemIds[index]);
  db.exec(`
    UPDATE predictions SET score = (1 + item_id) / 10.0;
    UPDATE predictions SET class_name = CASE item_id % 2 WHEN 0 THEN 'cell' ELSE 'nucleus' END;
    UPDATE item_summary SET lowest_score = (1 + item_id) / 10.0, highest_score = (1 + item_id) / 10.0;
    UPDATE item_probe SET width_px = 100 * item_id, height_px = 50, orientation = item_id;
    UPDATE item_probe SET state = 'unreadable', problem_code = 'image.empty', problem_details = '{}' WHERE item_id = 5;
    UPDATE items SET missing = 1 WHERE id = 6;
    UPDATE item_summary SET added_ms = unixepoch('2026-01-0' || item_id || ' 12:00:00') * 1000;
    INSERT INTO item_meta VALUES (1, 'patient', 'P-7', NULL, 'table'), (2, 'patient', 'p-8', NULL, 'table'),
      (2, 'age', '41', 41, 'table'), (3, 'age', '9', 9, 'table');
  `);
  const [, second, third, fourth] = itemIds as [ItemId, ItemId, ItemId, ItemId];
  const boxes = [
    makeAnnotation({ classId: 1 as never, shape: { kind: 'box', box: [0, 0, 10, 40] } }),
    makeAnnotation({ classId: 3 as never, shape: { kind: 'polygon', rings: [[0, 0, 60, 0, 0, 60]] } }),
  ];
  const ana = handDesk(desk.project, 'ana');
  ana.call('annotations.apply', {
    itemId: second,
    baseRevision: 0,
    label: 'x',
    change: makeChange({ annotations: { added: boxes }, stage: ['new', 'labeled'] }),
  });
  const [prediction] = call('items.document', { itemId: third }).predictions;
  if (!prediction) throw new Error('there is a prediction');
  const change = { ...decide(prediction, 'rejected'), stage: ['new', 'approved'] as const };
  call('annotations.apply', {
    itemId: third,
    baseRevision: 0,
    label: 'x',
    change: { ...change, stage: ['new', 'approved'] },
  });
  const tag = (itemIds: ItemId[], name: string): void =>
    void call('items.edit', { items: { itemIds }, action: { kind: 'tag', tag: name, isOn: true } });
  tag([third], 'night');
  tag([fourth], 'NIGHT');
  tag([fourth], 'blur');
  call('items.edit', { items: { itemIds: [fourth] }, action: { kind: 'split', split: 'train' } });
  const comment = randomUUID();
  call('comments.add', { itemId: fourth, id: comment, text: 'look' });
  call('comments.add', { itemId: third, id: randomUUID(), text: 'look' });
  call('comments.resolve', { itemId: fourth, commentId: comment });
  return { desk, ids: itemIds };
}

const found = ({ call }: Desk, where: string): number[] =>
  call('items.list', { query: { where, sort: 'added' }, offset: 0, limit: 100 }).items.map(({ id }) => id);

/** What each query finds. */
const finds: readonly (readonly [string, readonly number[]])[] = [
  ['', [1, 2, 3, 4, 5, 6]],
  ['stage:labeled,approved', [2, 3]],
  ['-stage:new', [2, 3]],
  ['class:cell', [2, 4, 6]],
  ['class:CELL,debris', [2, 4, 6]],
  ['class:debris', [2]],
  ['class:nuc*', [1, 3, 5]],
  ['class:none', []],
  ['class-count:2', [2]],
  ['score<0.3', [1]],
  ['score<=0.3', [1, 2]],
  ['score:0.3..0.45', [2, 3]],
  ['score>0.55', [5, 6]],
  ['-score>0.35', [1, 2]],
  ['state:missing', [6]],
  ['state:ready', [1, 2, 3, 4]],
  ['state:unreadable,missing', [5, 6]],
  ['tag:night', [3, 4]],
  ['tag:n*,blur', [3, 4]],
  ['tag:night -tag:blur', [3]],
  ['tag:none', [1, 2, 5, 6]],
  ['tag:unheard-of', []],
  ['split:train', [4]],
  ['split:none,val', [1, 2, 3, 5, 6]],
  ['path:**/cam2/**', [2, 3, 4]],
  ['path:cam2/*', [2]],
  ['path:CAM2', [2, 3, 4]],
  ['cam2 -deep', [2, 3]],
  ['"c (1)"', [3]],
  ['name:d_e', [4]],
  ['name:d?e.*', [4]],
  ['name:cam2', []],
  ['name=f.jpg', [6]],
  ['name:*.png', [4]],
  ['猫', [5]],
  ['path:%', []],
  ['width>=300', [3, 4, 5, 6]],
  ['width:100,600', [1, 6]],
  ['height:50', [1, 2, 3, 4, 5, 6]],
  ['megapixels<0.012', [1, 2]],
  ['orientation:3', [3]],
  ['format:jpeg', [1, 2, 3, 4, 5, 6]],
  ['size<=10', [2]],
  ['size:11..59', []],
  ['size>59', [2]],
  ['size:60', [2]],
  ['-size>32', [1, 3, 4, 5, 6]],
  ['area:400', [2]],
  ['area:1800', [2]],
  ['area:401..1799', []],
  ['shape:polygon', [2]],
  ['shape:mask', []],
  ['labels>0', [2]],
  ['proposals:0', []],
  ['proposals:1', [3]],
  ['comments:open', [3]],
  ['comments:any', [3, 4]],
  ['comments:none', [1, 2, 5, 6]],
  ['annotated-by:ana', [2]],
  ['annotated-by:an?,tester', [2, 3]],
  ['annotated-by:none', [1, 4, 5, 6]],
  ['decided:rejected', [3]],
  ['decided:accepted', []],
  ['decided:none', [1, 2, 4, 5, 6]],
  ['changed:today', [2, 3, 4]],
  ['changed:none', [1, 5, 6]],
  ['changed<2020', []],
  ['changed>-1d', [2, 3, 4]],
  ['changed<-1d', []],
  ['added:2026-01-03', [3]],
  ['added>2026-01-03', [4, 5, 6]],
  ['added>=2026-01-03', [3, 4, 5, 6]],
  ['added<=2026-01-03', [1, 2, 3]],
  ['added:2026-01-02..2026-01-04', [2, 3, 4]],
  ['added:2026-02', []],
  ['run:1', []],
  ['id:2..3,6', [2, 3, 6]],
  ['meta.patient:p-*', [1, 2]],
  ['meta.patient:P-8', [2]],
  ['meta.patient:none', [3, 4, 5, 6]],
  ['meta.age>40', [2]],
  ['meta.age:9..40', [3]],
  ['-meta.age>40', [1, 3, 4, 5, 6]],
  ['stage:new OR tag:night stage:approved', [1, 3, 4, 5, 6]],
  ['(stage:new OR tag:night) cam2', [3, 4]],
];

it('a query finds the items that it means', () => {
  const { desk } = makeDesk();
  expect(finds.map(([where]) => `${where} -> ${found(desk, where).join()}`)).toEqual(
    finds.map(([where, ids]) => `${where} -> ${ids.join()}`),
  );
});

describe('whatever is asked', () => {
  const terms = [
    'stage:new',
    'tag:night',
    'class:cell',
    'score>0.35',
    'width>300',
    'meta.age>3',
    'size>5',
    'changed:today',
    'split:train',
    'cam2',
    'comments:open',
    'name:*.jpg',
  ];
  let desk: Desk;
  it('NOT is the rest, AND what both have, OR what either has', () => {
    ({ desk } = makeDesk());
    const all = found(desk, '');
    const term = fc.constantFrom(...terms);
    fc.assert(
      fc.property(term, term, (a, b) => {
        const [inA, inB] = [found(desk, a), found(desk, b)];
        expect(found(desk, `-(${a})`)).toEqual(all.filter((id) => !inA.includes(id)));
        expect(found(desk, `${a} ${b}`)).toEqual(inA.filter((id) => inB.includes(id)));
        expect(found(desk, `${a} OR ${b}`)).toEqual(all.filter((id) => inA.includes(id) || inB.includes(id)));
        expect(found(desk, `-(${a} OR ${b})`)).toEqual(found(desk, `-${a} -${b}`));
      }),
      { numRuns: 60 },
    );
  });

  it('what a person writes is never part of the SQL', () => {
    ({ desk } = makeDesk());
    const nasty = [`'; DROP TABLE items; --`, `" OR 1=1`, `\\`, '%', '@q0'];
    for (const text of nasty) {
      const quoted = `"${text.replaceAll('\\', '\\\\').replaceAll('"', '\\"')}"`;
      for (const field of ['tag', 'path', 'name', 'annotated-by', 'format', 'meta.x'])
        expect([field, text, found(desk, `${field}:${quoted}`)]).toEqual([field, text, []]);
    }
    expect(found(desk, '')).toHaveLength(6);
  });

  it('every order lists each item once, and steps from one to the next', () => {
    ({ desk } = makeDesk());
    const { call } = desk;
    for (const sort of [...itemSorts, 'meta:age', 'meta:patient', 'meta:nothing'] as readonly ItemSort[])
      for (const descending of [false, true]) {
        const query = { where: 'id<6', sort, descending };
        const { items } = call('items.list', { query, offset: 0, limit: 100 });
        const ids = items.map(({ id }) => id);
        expect([...ids].sort((a, b) => a - b)).toEqual([1, 2, 3, 4, 5]);
        for (const [index, itemId] of ids.entries()) {
          expect([sort, call('items.position', { query, itemId })]).toEqual([sort, index]);
          expect([sort, call('items.neighbour', { query, itemId, step: 1 })]).toEqual([sort, ids[index + 1] ?? null]);
          expect([sort, call('items.neighbour', { query, itemId, step: -1 })]).toEqual([sort, ids[index - 1] ?? null]);
        }
      }
  });

  it('by metadata puts numbers by size before text, and what has none last', () => {
    ({ desk } = makeDesk());
    desk.db.exec(`INSERT INTO item_meta VALUES (1, 'age', 'old', NULL, 'table'), (5, 'age', 'new', NULL, 'table')`);
    const ids = (descending: boolean): number[] =>
      desk
        .call('items.list', { query: { sort: 'meta:age', descending }, offset: 0, limit: 9 })
        .items.map(({ id }) => id);
    expect(ids(false)).toEqual([3, 2, 5, 1, 4, 6]);
    expect(ids(true)).toEqual([6, 4, 1, 5, 2, 3]);
  });

  it('says where a query is wrong, also where only the project tells', () => {
    ({ desk } = makeDesk());
    const refusal = (where: string): unknown => {
      try {
        return found(desk, where);
      } catch (error) {
        if (!(error instanceof AppError)) throw error;
        const { position, length, suggestion } = error.details;
        return [error.code, position, length, suggestion];
      }
    };
    expect([refusal('stage:new clas:x'), refusal('stage:new class:nuclues'), refusal('class:zzzzzz')]).toEqual([
      ['query.misspelledField', 10, 4, 'class'],
      ['query.misspelledValue', 16, 7, 'nucleus'],
      ['query.unknownValue', 6, 6, undefined],
    ]);
  });

  it('the facets are of the items of the query', () => {
    ({ desk } = makeDesk());
    const facets = desk.call('items.facets', { query: { where: 'cam2' } });
    expect({ total: facets.total, tags: facets.byTag, splits: facets.bySplit }).toEqual({
      total: 3,
      tags: [
        { tag: 'night', count: 2 },
        { tag: 'blur', count: 1 },
      ],
      splits: { train: 1, val: 0, test: 0, none: 2 },
    });
    expect(desk.call('items.values', {})).toEqual({
      classes: ['cell', 'nucleus', 'debris'],
      tags: ['blur', 'night'],
      actors: ['ana', 'tester'],
      metaKeys: ['age', 'patient'],
    });
  });
});
