import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { RootId } from '#shared/model/ids.ts';

/** Why roots can't be read or watched now, and when it is worth trying again. */
export interface RootProblems {
  /** `null`: there is none. Reading and watching fail apart: a folder that can be read may still not be watched. */
  set(rootId: RootId, what: 'read' | 'watch', error: unknown): void;
  get(rootId: RootId, what: 'read' | 'watch'): ErrorRecord | undefined;
  /** The one to show. */
  find(rootId: RootId): ErrorRecord | null;
  /** Whether enough time has passed since the last try; the pause doubles with every try until the problem is gone. */
  mayTry(rootId: RootId): boolean;
}

const firstPauseMs = 5_000;
const longestPauseMs = { read: 60_000, watch: 300_000 };

export function createRootProblems(deps: {
  readonly emitter: Emitter<EngineEvents>;
  readonly isClosed: () => boolean;
}): RootProblems {
  const problems = { read: new Map<RootId, ErrorRecord>(), watch: new Map<RootId, ErrorRecord>() };
  const tries = new Map<RootId, { readonly pauseMs: number; readonly nextAt: number }>();
  const find = (rootId: RootId): ErrorRecord | null => problems.read.get(rootId) ?? problems.watch.get(rootId) ?? null;
  return {
    set(rootId, what, error) {
      if (deps.isClosed()) return;
      const before = find(rootId)?.code;
      if (error === null) problems[what].delete(rootId);
      else problems[what].set(rootId, toErrorRecord(error));
      const now = find(rootId)?.code;
      if (now === undefined) tries.delete(rootId);
      if (before !== now) deps.emitter.emit('projectChanged', {});
    },
    get: (rootId, what) => problems[what].get(rootId),
    find,
    mayTry(rootId) {
      const now = performance.now();
      const last = tries.get(rootId);
      if (last && now < last.nextAt) return false;
      const longest = longestPauseMs[problems.read.has(rootId) ? 'read' : 'watch'];
      const pauseMs = Math.min(last ? last.pauseMs * 2 : firstPauseMs, longest);
      tries.set(rootId, { pauseMs, nextAt: now + pauseMs });
      return true;
    },
  };
}
