import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { describe, expect, it, onTestFinished } from 'vitest';
import { countFacets } from '#engine/db/facets.ts';
import { countItems, listItemIds } from '#engine/db/items.ts';
import { openReader } from '#engine/db/openReader.ts';
import { insertPredictions } from '#engine/db/predictions.ts';
import { activateRun, deleteRun, insertRun, insertRunItem, listRuns, sweepRuns } from '#engine/db/runs.ts';
import { ItemSets } from '#engine/db/sets/ItemSets.ts';
import { refreshSummaries } from '#engine/db/summaries.ts';
import { listTouched } from '#engine/db/touches.ts';
import { transact } from '#engine/db/transact.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';
import type { Random } from '#tests/support/randomVerb.ts';
import { fillProject, modelSha256 } from './support/fillProject.ts';
import type { Desk } from './support/handDesk.ts';
import { openDesk } from './support/openDesk.ts';
import { randomEdit } from './support/randomEdit.ts';
import { randomOperation } from './support/randomOperation.ts';

const card = modelCardSchema.parse(JSON.parse(readFileSync(path.resolve('models/builtin/cells.json'), 'utf8')));

/** At least one of each field. Names of classes change in the test, so that they are asked for by patterns. */
const terms = [
  ...['class:c*', 'class:*', 'class:none', 'class:n*,d*', 'class-count>1', 'score<0.4', 'score:0.3..0.6'],
  ...[
    'stage:new',
    'stage:labeled,returned',
    'stage:in-progress',
    'state:ready',
    'state:missing,changed',
    'state:waiting',
  ],
  ...['tag:night', 'tag:none', 'tag:n*', 'split:val', 'split:none', 'day-0000', 'path:**/*.png', 'name:image*'],
  ...['width>2000', 'height:100..3000', 'megapixels>1', 'format:jpeg', 'orientation:1', 'size<25', 'size:10..40'],
  ...['area>500', 'area:100..900', 'shape:box', 'shape:polygon,mask', 'labels>0', 'labels:2..3', 'proposals:0'],
  ...['comments:open', 'comments:any', 'comments:none', 'annotated-by:tester', 'annotated-by:none', 'decided:accepted'],
  ...['decided:none', 'changed:today', 'changed:none', 'changed>-1d', 'added>2020', 'run:1', 'run>1', 'id:3..9'],
  ...['meta.patient:*', 'meta.patient>50', 'meta.patient:none', 'exif.iso:100'],
];

function randomQuery(random: Random, depth = 2): string {
  const kind = depth === 0 ? 0 : random(5);
  const part = (): string => randomQuery(random, depth - 1);
  if (kind === 1) return `(${part()} ${part()})`;
  if (kind === 2) return `(${part()} OR ${part()})`;
  if (kind === 3) return `-(${part()})`;
  return terms[random(terms.length)] as string;
}

/** A run over some of the items, as a model's results come in; what is shown changes with it. */
function addRun(random: Random, db: Database): void {
  const thresholds = { scoreThreshold: 0.1, iouThreshold: 0.5, classThresholds: {}, options: defaultRunOptions };
  const runId = insertRun(db, { ...thresholds, modelSha256, modelName: 'm', deviceAsked: 'cpu', itemLimit: null });
  const items = db.prepare('SELECT id FROM items').pluck().all() as ItemId[];
  for (const itemId of items.filter(() => random(2) === 0))
    transact(db, () => {
      insertRunItem(db, runId, itemId, null);
      const shape = { kind: 'box' as const, box: [random(90), random(90), 20, 20] as const };
      const className = ['cell', 'nucleus', 'other'][random(3)] as string;
      insertPredictions(db, { runId, itemId, modelSha256 }, [{ className, score: random(100) / 100, shape }]);
      refreshSummaries(db, [itemId]);
    });
  db.prepare("UPDATE runs SET state = 'done' WHERE id = ?").run(runId);
}

/** Whatever a person, a folder, a model or an import may do next. */
function change(random: Random, desk: Desk): void {
  const { call, db } = desk;
  const kind = random(12);
  const runIds = listRuns(db).map(({ id }) => id);
  const runId = runIds[random(runIds.length)];
  if (kind === 0) return addRun(random, db);
  if (kind === 1 && runId !== undefined) return activateRun(db, runId);
  if (kind === 2 && runId !== undefined && runIds.length > 1) return deleteRun(db, runId);
  if (kind === 3) return void sweepRuns(db, 5);
  if (kind === 4) {
    const className = ['cell', 'nucleus', 'debris', 'other'][random(4)] as string;
    const classId = random(2) === 0 ? 'ignore' : 1 + random(3);
    return void call('classes.match', { modelSha256, className, classId: classId });
  }
  if (kind < 8) return randomOperation(random, desk, card);
  const items = db.prepare('SELECT id FROM items').pluck().all() as ItemId[];
  const document = call('items.document', { itemId: items[random(items.length)] as ItemId });
  const edit = randomEdit(random, document);
  if (edit === 'undo') return void call('history.undo', {});
  if (edit === 'redo') return void call('history.redo', {});
  const { id: itemId, revision: baseRevision } = document.item;
  call('annotations.apply', { itemId, baseRevision, change: edit, label: 'Edit' });
}

function readerOf({ project }: Desk): Database {
  const reader = openReader(project.path);
  onTestFinished(() => void reader.close());
  return reader;
}

describe('what is counted in memory', () => {
  it.each([1, 2, 3, 4, 5, 6])('is what SQL counts, right after each change (seed %i)', (seed) => {
    const random = seededRandom(seed);
    const desk = openDesk();
    fillProject(desk.db, { items: 40, predictionsPerItem: 3 });
    const reader = readerOf(desk);
    const sets = new ItemSets(reader, { itemsAtOnce: 7 });
    const known = { count: 0, list: 0, facets: 0 };
    let building = sets.build();
    for (let round = 0; round < 60; round++) {
      for (let changes = random(4); changes > 0; changes--) change(random, desk);
      for (let steps = random(60); steps > 0; steps--) if (building.next().done) building = sets.build();
      for (let questions = 0; questions < 6; questions++) {
        const where = random(8) === 0 ? '' : randomQuery(random);
        const query = itemQuerySchema.parse({ where });
        const [count, list, facets] = [sets.count(query), sets.list(query), sets.facets(query)];
        const truth = listItemIds(desk.db, query).sort((a, b) => a - b);
        if (count !== null) expect([where, count]).toEqual([where, countItems(desk.db, query)]);
        if (list !== null) expect([where, list]).toEqual([where, truth]);
        if (facets !== null) expect([where, facets]).toEqual([where, countFacets(desk.db, query)]);
        known.count += Number(count !== null);
        known.list += Number(list !== null);
        known.facets += Number(facets !== null);
      }
    }
    // Not by answering nothing.
    expect(Object.values(known).map((answers) => answers > 100)).toEqual([true, true, true]);
  });

  it('is refused as SQL refuses it', () => {
    const desk = openDesk();
    fillProject(desk.db, { items: 3, predictionsPerItem: 1 });
    const sets = new ItemSets(readerOf(desk));
    for (const where of ['stage:', 'class:cel', 'stage:new (']) {
      const query = itemQuerySchema.parse({ where });
      const refusal = (ask: () => unknown): unknown => {
        try {
          return ask();
        } catch (error) {
          return error;
        }
      };
      expect(refusal(() => sets.count(query))).toEqual(refusal(() => countItems(desk.db, query)));
      expect(refusal(() => sets.count(query))).toBeInstanceOf(Error);
    }
  });

  it('is asked of SQL while more was written than is looked at one by one, and known again after', () => {
    const desk = openDesk();
    const { db } = desk;
    fillProject(db, { items: 20_100, predictionsPerItem: 0 });
    const sets = new ItemSets(readerOf(desk));
    const query = itemQuerySchema.parse({ where: 'stage:labeled' });
    const build = (): void => {
      for (const _step of sets.build()) continue;
    };
    build();
    expect(sets.count(query)).toBe(0);
    db.exec("UPDATE items SET stage = 'labeled'");
    expect([listTouched(db, 0), sets.count(query), sets.facets(query)]).toEqual([null, null, null]);
    build();
    expect([sets.count(query), sets.facets(query)?.byStage.labeled]).toEqual([20_100, 20_100]);
  });

  it('is not taken from notes that are gone', () => {
    const desk = openDesk();
    const { db } = desk;
    fillProject(db, { items: 10, predictionsPerItem: 0 });
    const sets = new ItemSets(readerOf(desk));
    for (const _step of sets.build()) continue;
    db.exec(
      "UPDATE items SET stage = 'labeled'; DELETE FROM item_touches WHERE seq < (SELECT max(seq) FROM item_touches)",
    );
    expect(sets.count(itemQuerySchema.parse({ where: 'stage:labeled' }))).toBeNull();
  });
});
