/** A child process for tests: echoes, fails, dies, or falls silent, as it is told. */
import { serveParent } from '../../../../electron/child/serveParent.ts';
import { AppError } from '#shared/contract/errors.ts';

export type OddApi = {
  echo: { input: unknown; output: unknown };
  pid: { input: null; output: number };
  fail: { input: null; output: never };
  die: { input: null; output: never };
  hang: { input: null; output: never };
  /** Blocks the event loop, as a model does. */
  block: { input: { ms: number }; output: string };
};

serveParent<OddApi>({
  echo: (input) => input,
  pid: () => process.pid,
  fail: () => {
    throw new AppError('image.crashed');
  },
  die: () => process.exit(7),
  hang: () => new Promise<never>(() => undefined),
  block({ ms }) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, ms);
    return 'done';
  },
});
