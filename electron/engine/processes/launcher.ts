import type { Channel } from '#shared/contract/rpc.ts';

export type ChildKind = 'imaging' | 'inference';

/** A child process: messages both ways, and its end. */
export interface Child extends Channel {
  readonly pid: number | undefined;
  /** `reason` is for people: an exit code or the name of a signal. */
  onExit(listener: (reason: string) => void): () => void;
  /** Ends it at once; onExit follows. */
  kill(): void;
}

/** How a host starts the two child processes: plain Node by `fork`, or Electron's `utilityProcess`. */
export interface Launcher {
  launch(kind: ChildKind): Child;
}
