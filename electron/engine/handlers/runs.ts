import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { Comparer } from '../compare/createComparer.ts';
import { listRunFailures } from '../db/runFailures.ts';
import { activateRun, deleteRun, getRun, listRuns } from '../db/runs.ts';
import type { Prelabeler } from '../prelabel/createPrelabeler.ts';
import type { RunSweeper } from '../prelabel/createRunSweeper.ts';
import type { HandlersOf } from './handler.ts';

export function createRunHandlers(deps: {
  readonly prelabeler: Prelabeler;
  readonly sweeper: RunSweeper;
  readonly comparer: Comparer;
  readonly db: Database;
  readonly emitter: Emitter<EngineEvents>;
}): HandlersOf<'runs'> {
  const { prelabeler, sweeper, comparer, db, emitter } = deps;
  const announce = (): null => {
    emitter.emit('runsChanged', {});
    emitter.emit('projectChanged', {});
    emitter.emit('itemsChanged', { itemIds: null });
    return null;
  };
  return {
    'runs.list': () => listRuns(db),
    'runs.start': (input) => prelabeler.start(input),
    'runs.failures': ({ runId, ...page }) => ({
      total: getRun(db, runId).itemsFailed,
      failures: listRunFailures(db, runId, page),
    }),
    'runs.compare': (input) => comparer.compare(input),
    'runs.differences': (input) => comparer.differences(input),
    'runs.resume': ({ runId }) => prelabeler.resume(runId),
    'runs.activate': ({ runId }) => {
      activateRun(db, runId);
      return announce();
    },
    'runs.delete': ({ runId }) => {
      deleteRun(db, runId);
      sweeper.sweep();
      return announce();
    },
  };
}
