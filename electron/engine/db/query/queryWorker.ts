/** Worker thread: answers questions about many items on a connection of its own, so that the engine stays free. */
import { parentPort, workerData } from 'node:worker_threads';
import { assertExists } from '#shared/base/assert.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import { countFacets } from '../facets.ts';
import { countItems, listItemIds } from '../items.ts';
import { openReader } from '../openReader.ts';
import { withSqliteErrors } from '../sqliteErrors.ts';
import type { QueryAnswer, QueryQuestion } from './createQueryAsker.ts';

const port = assertExists(parentPort, 'this file is started as a worker thread');
const { projectPath } = workerData as { readonly projectPath: string };
const db = openReader(projectPath);

const answers = { count: countItems, facets: countFacets, ids: listItemIds } as const;

port.on('message', ({ number, kind, query }: QueryQuestion) => {
  const say = (answer: QueryAnswer): void => port.postMessage(answer);
  try {
    say({ number, value: withSqliteErrors(() => answers[kind](db, query)) });
  } catch (error) {
    say({ number, error: toErrorRecord(error) });
  }
});
