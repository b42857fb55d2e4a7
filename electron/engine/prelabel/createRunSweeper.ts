import { setImmediate } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Logger } from '#shared/base/log.ts';
import { sweepRuns } from '../db/runs.ts';

/** Takes away what deleted runs left, bit by bit, so that nothing else waits for it. */
export interface RunSweeper {
  sweep(): void;
  /** What is left then is taken away when the project is opened again. */
  close(): Promise<void>;
}

/** Some 10 ms on a common disk. */
const rowsAtOnce = 2_000;

export function createRunSweeper({ db, logger }: { readonly db: Database; readonly logger: Logger }): RunSweeper {
  let closed = false;
  let going: Promise<void> | null = null;

  async function work(): Promise<void> {
    try {
      while (!closed && sweepRuns(db, rowsAtOnce)) await setImmediate();
    } catch (error) {
      logger.error('a deleted run could not be taken away', { error: String(error) });
    } finally {
      going = null;
    }
  }

  return {
    sweep: () => void (going ??= work()),
    async close() {
      closed = true;
      await going;
    },
  };
}
