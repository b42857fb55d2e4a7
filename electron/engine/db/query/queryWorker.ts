/** Worker thread: answers questions about many items on a connection of its own, so that the engine stays free. */
import { setImmediate as nextTurn } from 'node:timers/promises';
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import { facetSteps } from '../facets.ts';
import type { ParsedItemQuery } from '../itemQuery.ts';
import { countItems, listItemIds } from '../items.ts';
import { openReader } from '../openReader.ts';
import { ItemSets } from '../sets/ItemSets.ts';
import { fromSqliteError, withSqliteErrors } from '../sqliteErrors.ts';
import type { QueryAnswer, QueryQuestion } from './createQueryAsker.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const { projectPath } = workerData as { readonly projectPath: string };
const db = openReader(projectPath);
// In KiB. Questions go over large parts of a file that may have gigabytes, while nobody else needs this thread's memory.
db.pragma('cache_size = -65536');

/** Made by the first question that it may answer: a thread that counts facets only has none. */
let sets: ItemSets | null = null;
const setsOf = (): ItemSets => (sets ??= new ItemSets(db));
let isBuilding = false;

/** Beside the questions: between two steps those that came meanwhile are answered. */
async function buildSets(): Promise<void> {
  if (isBuilding) return;
  isBuilding = true;
  for (const _step of setsOf().build()) await nextTurn();
  isBuilding = false;
}

const answers = {
  count: (query: ParsedItemQuery) => setsOf().count(query) ?? countItems(db, query),
  ids: (query: ParsedItemQuery) => setsOf().list(query) ?? listItemIds(db, query),
  knownFacets: (query: ParsedItemQuery) => setsOf().facets(query),
} as const;
const say = (answer: QueryAnswer): void => port.postMessage(answer);
const refuse = (number: number, error: unknown): void => say({ number, error: toErrorRecord(fromSqliteError(error)) });

/** Facets of a large project take seconds: one after the other, and in steps between which other questions are answered. */
let counting: Promise<void> = Promise.resolve();

async function countFacets({ number, query }: QueryQuestion): Promise<void> {
  try {
    const steps = facetSteps(db, query);
    let step = steps.next();
    for (; !step.done; step = steps.next()) await nextTurn();
    say({ number, value: step.value });
  } catch (error) {
    refuse(number, error);
  }
}

port.on('message', (question: QueryQuestion) => {
  const { number, kind, query } = question;
  if (kind === 'facets') {
    counting = counting.then(() => countFacets(question));
    return;
  }
  try {
    say({ number, value: withSqliteErrors(() => answers[kind](query)) });
  } catch (error) {
    refuse(number, error);
  }
  void buildSets();
});
