import { randomUUID } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { openThreadsSql } from '#engine/db/comments.ts';
import { orderSql, toItemQuerySql } from '#engine/db/itemQuery.ts';
import { refreshSummaries } from '#engine/db/summaries.ts';
import type { Database } from 'better-sqlite3';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import { fileStates, stages } from '#shared/model/item.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { decide, makeAnnotation, makeChange } from './support/edits.ts';
import { classNames, fillProject } from './support/fillProject.ts';
import { handDesk } from './support/handDesk.ts';
import { create, makeFolder, openDesk } from './support/openDesk.ts';
import type { Desk } from './support/handDesk.ts';

/** Items of every stage and file state, some labeled, some without a proposal. */
function vary({ call, db }: Desk, itemIds: readonly ItemId[]): void {
  for (const [index, itemId] of itemIds.entries()) {
    const stage = stages[index % stages.length] ?? 'new';
    if (index % 5 === 0) db.prepare('DELETE FROM predictions WHERE item_id = ?').run(itemId);
    const annotations = { added: index % 3 === 0 ? [makeAnnotation({ classId: ((index % 2) + 1) as never })] : [] };
    call('annotations.apply', {
      itemId,
      baseRevision: 0,
      label: 'x',
      change: makeChange({ annotations, stage: ['new', stage] }),
    });
    db.prepare('UPDATE items SET missing = ?, changed = ? WHERE id = ?').run(
      Number(index % 7 === 0),
      Number(index % 11 === 0),
      itemId,
    );
    if (index % 4 === 0) {
      const id = randomUUID();
      call('comments.add', { itemId, id, text: 'x' });
      if (index % 8 === 0) call('comments.resolve', { itemId, commentId: id });
    }
    if (index % 13 === 0) {
      db.prepare(
        "UPDATE item_probe SET state = 'unreadable', problem_code = 'image.empty', problem_details = '{}' WHERE item_id = ?",
      ).run(itemId);
    }
  }
  refreshSummaries(db, itemIds);
}

const queries: ItemQuery[] = [
  {},
  { descending: true },
  { sort: 'confidence' },
  { sort: 'confidence', descending: true },
  { sort: 'added', descending: true },
  { itemIds: [5, 50, 3, 12, 999, 30] as ItemId[], sort: 'listed' },
  { itemIds: [5, 50, 3, 12, 999, 30] as ItemId[], sort: 'listed', descending: true, undecidedOnly: true },
  { itemIds: [5, 50, 3] as ItemId[] },
  { sort: 'uncertainty' },
  { sort: 'uncertainty', descending: true, classId: 1 },
  { stages: ['new', 'labeled'] },
  { fileStates: ['missing', 'changed'] },
  { fileStates: ['ready'], sort: 'confidence' },
  { classId: 1 },
  { classId: 3, sort: 'confidence' },
  { minScore: 0.9 },
  { minScore: 0.2, maxScore: 0.3, sort: 'confidence' },
  { undecidedOnly: true },
  { undecidedOnly: true, stages: ['new'], sort: 'confidence', descending: true },
  { openCommentsOnly: true },
  { openCommentsOnly: true, classId: 1, sort: 'confidence' },
  { text: '000001' },
  { text: '%' },
  { stages: [] },
];

/** The same answer the slow way: everything is read, then filtered and sorted. */
function expected({ call, db }: Desk, all: readonly ItemSummary[], query: ItemQuery): readonly ItemId[] {
  const scores = new Map<number, { name: string; score: number }[]>();
  for (const row of db.prepare('SELECT item_id AS id, class_name AS name, score FROM open_predictions').all()) {
    const { id, ...one } = row as { id: number; name: string; score: number };
    scores.set(id, [...(scores.get(id) ?? []), one]);
  }
  const fits = (item: ItemSummary): boolean => {
    const open = scores.get(item.id) ?? [];
    const { minScore = 0, maxScore = 1, classId } = query;
    const hasScore = query.minScore === undefined || open.some(({ score }) => score >= minScore && score <= maxScore);
    const hasClass =
      classId === undefined ||
      open.some(({ name }) => name === classNames[classId - 1]) ||
      call('items.document', { itemId: item.id }).annotations.some((annotation) => annotation.classId === classId);
    return (
      hasScore &&
      hasClass &&
      (query.stages?.includes(item.stage) ?? true) &&
      (query.fileStates?.includes(item.fileState) ?? true) &&
      (query.itemIds?.includes(item.id) ?? true) &&
      (!query.undecidedOnly || open.length > 0) &&
      (!query.openCommentsOnly || item.openComments > 0) &&
      item.path.includes(query.text ?? '')
    );
  };
  const order = (a: ItemSummary, b: ItemSummary): number => {
    const byScore = (a.lowestScore ?? 2) - (b.lowestScore ?? 2) || a.id - b.id;
    const byPath = a.path < b.path ? -1 : 1;
    // Here models tell no more than a score: the least sure is the most uncertain.
    if (query.sort === 'listed') return (query.itemIds?.indexOf(a.id) ?? 0) - (query.itemIds?.indexOf(b.id) ?? 0);
    return query.sort === 'confidence' || query.sort === 'uncertainty'
      ? byScore
      : query.sort === 'added'
        ? a.id - b.id
        : byPath;
  };
  const sorted = all
    .filter(fits)
    .sort(order)
    .map(({ id }) => id);
  return query.descending ? sorted.reverse() : sorted;
}

describe('lists of items', () => {
  it('agree with the slow way, for every kind of query', () => {
    const desk = openDesk();
    const { itemIds } = fillProject(desk.db, { items: 60, predictionsPerItem: 3 });
    vary(desk, itemIds);
    const { call } = desk;
    const all = call('items.list', { query: {}, offset: 0, limit: 1000 }).items;
    for (const query of queries) {
      const ids = expected(desk, all, query);
      const { total, items } = call('items.list', { query, offset: 0, limit: 1000 });
      expect({ query, total, ids: items.map(({ id }) => id) }).toEqual({ query, total: ids.length, ids });
      expect(call('items.list', { query, offset: 3, limit: 4 }).items.map(({ id }) => id)).toEqual(ids.slice(3, 7));
      for (const [index, itemId] of ids.entries()) {
        expect(call('items.position', { query, itemId })).toBe(index);
        expect(call('items.neighbour', { query, itemId, step: 1 })).toBe(ids[index + 1] ?? null);
        expect(call('items.neighbour', { query, itemId, step: -1 })).toBe(ids[index - 1] ?? null);
      }
      const facets = call('items.facets', { query });
      const inQuery = all.filter(({ id }) => ids.includes(id));
      expect(facets.total).toBe(ids.length);
      for (const stage of stages)
        expect(facets.byStage[stage]).toBe(inQuery.filter((item) => item.stage === stage).length);
      for (const state of fileStates)
        expect(facets.byFileState[state]).toBe(inQuery.filter((item) => item.fileState === state).length);
      expect(facets.openComments).toBe(inQuery.filter(({ openComments }) => openComments > 0).length);
      const proposals = inQuery.reduce((sum, { proposalCount }) => sum + proposalCount, 0);
      expect(facets.scoreHistogram.reduce((sum, count) => sum + count)).toBe(proposals);
      expect(facets.byClass.reduce((sum, count) => sum + count.proposals, 0)).toBe(proposals);
      expect(facets.byClass.reduce((sum, count) => sum + count.annotations, 0)).toBe(
        inQuery.reduce((sum, { annotationCount }) => sum + annotationCount, 0),
      );
    }
  });

  it('say which item comes next when the one that was shown has left the query', () => {
    const { call, db } = openDesk();
    const [first, second, third] = fillProject(db, { items: 3, predictionsPerItem: 1 }).itemIds;
    if (!first || !second || !third) throw new Error('there are three items');
    const [prediction] = call('items.document', { itemId: second }).predictions;
    if (!prediction) throw new Error('it has a prediction');
    call('annotations.apply', { itemId: second, baseRevision: 0, label: 'x', change: decide(prediction, 'rejected') });
    const query = { undecidedOnly: true };
    expect(call('items.position', { query, itemId: second })).toBeNull();
    expect(call('items.neighbour', { query, itemId: second, step: 1 })).toBe(third);
    expect(call('items.neighbour', { query, itemId: second, step: -1 })).toBe(first);
  });

  it('carry the reason why a file can not be read', () => {
    const { call, db } = openDesk();
    fillProject(db, { items: 1, predictionsPerItem: 0 });
    db.exec("UPDATE item_probe SET state = 'unreadable', problem_code = 'image.empty', problem_details = '{}'");
    const [item] = call('items.list', { query: {}, offset: 0, limit: 1 }).items;
    expect(item).toMatchObject({
      fileState: 'unreadable',
      problem: { code: 'image.empty', message: 'The file is empty.', details: {} },
    });
  });
});

describe('items.confirmChanged', () => {
  it('takes the flag off, once', () => {
    const { call, db } = openDesk();
    const [itemId] = fillProject(db, { items: 1, predictionsPerItem: 0 }).itemIds;
    if (!itemId) throw new Error('there is an item');
    db.exec('UPDATE items SET changed = 1');
    const entries = (): unknown =>
      db.prepare("SELECT count(*) FROM journal WHERE op = 'items.confirmed'").pluck().get();
    call('items.confirmChanged', { itemId });
    call('items.confirmChanged', { itemId });
    expect([call('items.document', { itemId }).item.fileState, entries()]).toEqual(['ready', 1]);
  });
});

describe('100,000 items', () => {
  const count = 100_000;

  it('are listed in milliseconds: no query reads all items to show some', () => {
    const project = create(path.join(makeFolder(), 'big.firstpass'));
    onTestFinished(() => project.close());
    const desk = handDesk(project);
    const steps: string[] = [];
    fillProject(project.db, { items: count, predictionsPerItem: 3 });
    const time = (name: string, work: () => unknown): number => {
      const started = performance.now();
      work();
      const ms = performance.now() - started;
      steps.push(`${name.padEnd(40)}${ms.toFixed(1)} ms`);
      return ms;
    };
    const list = (query: ItemQuery, offset: number): unknown => desk.call('items.list', { query, offset, limit: 200 });
    const itemId = (count / 2) as ItemId;
    time('a bare scan of all items', () =>
      project.db.prepare("SELECT count(*) FROM items NOT INDEXED WHERE path LIKE '%x%'").get(),
    );
    for (const query of [
      {},
      { descending: true },
      { sort: 'confidence' },
      { undecidedOnly: true },
      { stages: ['new'] },
    ] as ItemQuery[]) {
      time(`list ${JSON.stringify(query)} start`, () => list(query, 0));
      time(`list ${JSON.stringify(query)} middle`, () => list(query, count / 2));
      time(`neighbour ${JSON.stringify(query)}`, () => desk.call('items.neighbour', { query, itemId, step: 1 }));
    }
    for (const query of [{ classId: 2 }, { minScore: 0.9 }, { text: '9999' }] as ItemQuery[])
      time(`list ${JSON.stringify(query)}`, () => list(query, 0));
    time('position', () => desk.call('items.position', { query: {}, itemId }));
    time('facets of all', () => desk.call('items.facets', { query: {} }));
    time('summaries of all', () => refreshSummaries(project.db, 'all'));
    console.log(steps.join('\n'));
    expectPlans(project.db);
  });
});

/** How SQLite answers what the gallery asks while one scrolls: by stepping through an index in its order. */
function expectPlans(db: Database): void {
  const explain = (sql: string, params: object = {}): string =>
    db
      .prepare(`EXPLAIN QUERY PLAN ${sql}`)
      .all(params)
      .map((row) => (row as { detail: string }).detail)
      .join('; ');
  const pagePlan = (query: ItemQuery): string => {
    const parsed = itemQuerySchema.parse(query);
    const { from, id, where, keys, params } = toItemQuerySql(db, parsed);
    return explain(`SELECT ${id} ${from} WHERE ${where} ${orderSql(keys, parsed.descending)} LIMIT 9`, params);
  };
  expect(
    [{}, { descending: true }, { sort: 'confidence' }, { sort: 'uncertainty' }, { stages: ['new'] }].map((query) =>
      pagePlan(query as ItemQuery),
    ),
  ).toEqual([
    'SCAN i USING COVERING INDEX items_path',
    'SCAN i USING COVERING INDEX items_path',
    'SCAN s USING COVERING INDEX item_summary_confidence',
    'SCAN s USING COVERING INDEX item_summary_uncertainty',
    'SEARCH i USING COVERING INDEX items_stage (stage=?)',
  ]);
  expect(pagePlan({ minScore: 0.5 })).toContain(
    'SEARCH predictions USING COVERING INDEX predictions_open_score (run_id=? AND score>? AND score<?)',
  );
  expect(pagePlan({ openCommentsOnly: true })).toContain('comments USING INDEX comments_open');
  expect(explain(`SELECT count(*) ${openThreadsSql} AND item_id = 1`)).toMatch(
    /^SEARCH comments USING (COVERING )?INDEX comments_open \(item_id=\?\)$/,
  );
  expect(pagePlan({ classId: 1 })).toContain(
    'SEARCH predictions USING COVERING INDEX predictions_class (run_id=? AND class_name=? AND is_open=?)',
  );
  expect(
    explain(
      `SELECT i.id FROM items i WHERE (i.path, i.id) > (SELECT path, id FROM items WHERE id = 5) ORDER BY i.path, i.id LIMIT 1`,
    ),
  ).toMatch(/^SEARCH i USING COVERING INDEX items_path \(path>\?\)/);
  expect(explain('SELECT min(score) FROM predictions WHERE run_id = 1 AND item_id = 1 AND is_open = 1')).toBe(
    'SEARCH predictions USING COVERING INDEX predictions_item (run_id=? AND item_id=? AND is_open=?)',
  );
}
