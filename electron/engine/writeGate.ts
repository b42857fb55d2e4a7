/**
 * Who writes the project from the engine's own connection passes here first. While a worker thread has the project for itself, for a
 * transaction that takes seconds, the gate is closed: writes wait, and the event loop never waits for SQLite's lock. Reading goes on.
 */
export interface WriteGate {
  readonly isOpen: boolean;
  /** Resolves when it is open: at once, unless it is closed. What is written then must be written without another wait. */
  opened(): Promise<void>;
  /** @returns a function that opens it again. Closed twice, it waits for both. */
  close(): () => void;
}

export function createWriteGate(): WriteGate {
  let closers = 0;
  let waiting: (() => void)[] = [];
  return {
    get isOpen() {
      return closers === 0;
    },
    async opened() {
      while (closers > 0) await new Promise<void>((resolve) => waiting.push(resolve));
    },
    close() {
      closers += 1;
      let isDone = false;
      return () => {
        if (isDone) return;
        isDone = true;
        closers -= 1;
        if (closers > 0) return;
        const woken = waiting;
        waiting = [];
        for (const wake of woken) wake();
      };
    },
  };
}
