import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from '../processes/isAlive.ts';

/** What was read for a preview, until it is used or another takes its place. */
export interface KeptFolder {
  /** A folder for something new, kept or not as `work` ends. @returns its token, and what `work` gave */
  fill<Result>(work: (folder: string) => Promise<Result>): Promise<{ readonly token: string; readonly result: Result }>;
  /** undefined: it is not there any more. */
  find(token: string): string | undefined;
  drop(token: string): void;
  close(): void;
}

/** @param all a folder of the cache that all processes share */
export function createKeptFolder(all: string): KeptFolder {
  const own = path.join(all, String(process.pid));
  let kept: string | null = null;

  /** What processes that are gone have left. */
  function clearOthers(): void {
    for (const name of existsSync(all) ? readdirSync(all) : []) {
      if (!/^\d+$/.test(name) || name === String(process.pid) || isAlive(Number(name))) continue;
      rmSync(path.join(all, name), { recursive: true, force: true });
    }
  }

  function drop(token: string): void {
    if (!/^[0-9a-f-]{36}$/.test(token)) return;
    rmSync(path.join(own, token), { recursive: true, force: true });
    if (kept === token) kept = null;
  }

  return {
    async fill(work) {
      clearOthers();
      if (kept !== null) drop(kept);
      const token = randomUUID();
      const folder = path.join(own, token);
      mkdirSync(folder, { recursive: true });
      try {
        const result = await work(folder);
        kept = token;
        return { token, result };
      } catch (error) {
        drop(token);
        throw error;
      }
    },
    find(token) {
      const folder = path.join(own, token);
      return token === kept && existsSync(folder) ? folder : undefined;
    },
    drop,
    close: () => rmSync(own, { recursive: true, force: true }),
  };
}
