import type { Logger } from '#shared/base/log.ts';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import { createPeer } from '#shared/contract/rpc.ts';
import type { Peer } from '#shared/contract/rpc.ts';
import { isProcessDeath } from './isProcessDeath.ts';
import type { Child, ChildKind, Launcher } from './launcher.ts';
import type { CallOptions, Supervised } from './supervised.ts';

const heartbeatEveryMs = 5_000;
const heartbeatLimitMs = 15_000;
const backOffMs = [0, 250, 1_000, 4_000, 10_000];
/** A process that lived this long is healthy again: the next crash starts counting anew. */
const healthyAfterMs = 60_000;
/** What a cancelled call gets to end by itself: enough for what goes well, and a person who cancels waits no longer. */
const abortGraceMs = 1_000;

interface Running {
  readonly child: Child;
  readonly peer: Peer<{ heartbeat: { input: null; output: null } }>;
  readonly startedAt: number;
  readonly ended: Promise<void>;
  /** Ends it. Calls that were under way are rejected with `reason`; only a crash delays the next start. */
  stop(reason: AppError, how: 'crash' | 'wanted'): void;
}

export function createSupervised<Api>(
  launcher: Launcher,
  kind: ChildKind,
  {
    logger,
    idleLimitMs = Infinity,
  }: {
    readonly logger: Logger;
    /** Nobody asked it anything for so long: it is ended, and what it held in memory is free. */
    readonly idleLimitMs?: number;
  },
): Supervised<Api> {
  let running: Running | null = null;
  let generation = 0;
  let crashes = 0;
  let notBefore = 0;
  let callsUnderWay = 0;
  let lastUsed = 0;
  let closed = false;
  const closing = new AbortController();

  function start(): Running {
    const child = launcher.launch(kind);
    const peer = createPeer<{ heartbeat: { input: null; output: null } }>(child, () => null);
    generation += 1;
    let reported = false;
    let settleEnded = (): void => undefined;
    const ended = new Promise<void>((resolve) => (settleEnded = resolve));
    const startedAt = Date.now();
    const forget = (error: AppError, how: 'crash' | 'wanted'): void => {
      if (reported) return;
      reported = true;
      if (running === self) running = null;
      if (how === 'crash') {
        crashes = Date.now() - startedAt > healthyAfterMs ? 1 : crashes + 1;
        notBefore = Date.now() + (backOffMs[Math.min(crashes, backOffMs.length) - 1] ?? 0);
        logger.error(error.message, { kind, pid: child.pid, crashes });
      }
      peer.close(error);
    };
    const self: Running = {
      child,
      peer,
      startedAt,
      ended,
      stop(error, how) {
        forget(error, how);
        child.kill();
      },
    };
    child.onExit((reason) => {
      forget(new AppError('process.crashed', { process: kind, reason }), 'crash');
      settleEnded();
    });
    logger.debug('started', { kind, pid: child.pid, generation });
    return self;
  }

  // A process that is busy with a call may block its own event loop; calls have time limits of their own.
  const heart = setInterval(() => {
    const beating = running;
    if (!beating || callsUnderWay > 0) return;
    if (Date.now() - lastUsed > idleLimitMs) {
      beating.stop(new AppError('process.crashed', { process: kind, reason: 'idle' }), 'wanted');
      return;
    }
    const limit = setTimeout(() => {
      if (callsUnderWay === 0) beating.stop(new AppError('process.notResponding', { process: kind }), 'crash');
    }, heartbeatLimitMs);
    limit.unref();
    beating.peer.call('heartbeat', null).then(
      () => clearTimeout(limit),
      () => clearTimeout(limit),
    );
  }, heartbeatEveryMs);
  heart.unref();

  /** Until the next start is due, or nobody waits for it any more. */
  function backOff(cancelled: AbortSignal | undefined): Promise<void> {
    const ends = AbortSignal.any([closing.signal, ...(cancelled ? [cancelled] : [])]);
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        ends.removeEventListener('abort', end);
        resolve();
      };
      const timer = setTimeout(end, notBefore - Date.now());
      ends.addEventListener('abort', end);
    });
  }

  async function call(
    method: string,
    input: unknown,
    { timeoutMs, signal, graceMs = abortGraceMs }: CallOptions = {},
  ): Promise<unknown> {
    if (!running && !closed && !signal?.aborted && notBefore > Date.now()) await backOff(signal);
    if (signal?.aborted) throw new CancelledError();
    if (closed) throw new AppError('process.crashed', { process: kind, reason: 'closed' });
    const used = (running ??= start());
    const limits: NodeJS.Timeout[] = [];
    const endAfter = (ms: number, how: 'crash' | 'wanted'): void => {
      const end = (): void => used.stop(new AppError('process.notResponding', { process: kind }), how);
      limits.push(setTimeout(end, ms));
    };
    const onAbort = (): void => endAfter(graceMs, 'wanted');
    if (timeoutMs !== undefined) endAfter(timeoutMs, 'crash');
    signal?.addEventListener('abort', onAbort);
    callsUnderWay += 1;
    try {
      return await (used.peer.call as (method: string, input: unknown) => Promise<unknown>)(method, input);
    } catch (error) {
      if (signal?.aborted && isProcessDeath(error)) throw new CancelledError();
      throw error;
    } finally {
      callsUnderWay -= 1;
      lastUsed = Date.now();
      signal?.removeEventListener('abort', onAbort);
      for (const limit of limits) clearTimeout(limit);
    }
  }

  return {
    call: call as Supervised<Api>['call'],
    get generation() {
      return generation;
    },
    get pid() {
      return running?.child.pid;
    },
    async close() {
      closed = true;
      closing.abort();
      clearInterval(heart);
      const last = running;
      last?.stop(new AppError('process.crashed', { process: kind, reason: 'closed' }), 'wanted');
      await last?.ended;
    },
  };
}
