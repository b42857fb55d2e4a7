import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { lstat, open, opendir } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { isAlive } from '../processes/isAlive.ts';

/** Two machines may write to one network share, and a process number tells of its own machine alone. */
const machine = os.hostname().replace(/[^\w-]/g, '');

const prefixOf = (target: string): string => `.${path.basename(target)}.firstpass-export-`;

/**
 * A hidden folder of our own beside `target`, to be renamed to it when all is written. Its name says which process
 * writes it, so that what a killed one left behind is told from what another one is writing now.
 */
export function makeHalfFolder(target: string): string {
  return mkdtempSync(path.join(path.dirname(target), `${prefixOf(target)}${machine}-${process.pid}-`));
}

/** Removes what processes of this machine that no longer run left behind of exports to `target`. */
export function removeLeftHalves(target: string): void {
  const prefix = `${prefixOf(target)}${machine}-`;
  const parent = path.dirname(target);
  for (const name of readdirSync(parent)) {
    const pid = name.startsWith(prefix) ? /^(\d+)-\w+$/.exec(name.slice(prefix.length))?.[1] : undefined;
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}

/** Files that are brought to disk at once: the file system writes their bookkeeping in one turn. */
const syncAtOnce = 64;

async function sync(file: string, flags: 'r' | 'r+'): Promise<void> {
  const handle = await open(file, flags);
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** A hard link is another's file, which was on disk before. */
async function syncFile(file: string): Promise<void> {
  if ((await lstat(file)).nlink === 1) await sync(file, 'r+');
}

/** Brings the names in a folder to disk. Windows has no such thing; its renames are journaled. */
export async function syncNames(folder: string): Promise<void> {
  if (process.platform !== 'win32') await sync(folder, 'r');
}

/**
 * Brings all files below a folder to disk, many at once, and then the names, the deepest first.
 * @param beforeEach called before each batch; what it throws ends the work
 */
export async function syncTree(folder: string, beforeEach: () => void): Promise<void> {
  const folders: string[] = [];
  let batch: Promise<void>[] = [];
  const flush = async (): Promise<void> => {
    const ends = await Promise.allSettled(batch);
    batch = [];
    for (const end of ends) if (end.status === 'rejected') throw end.reason;
    beforeEach();
  };
  for await (const entry of await opendir(folder)) {
    const full = path.join(folder, entry.name);
    if (entry.isDirectory()) folders.push(full);
    else batch.push(syncFile(full));
    if (batch.length >= syncAtOnce) await flush();
  }
  await flush();
  for (const below of folders) await syncTree(below, beforeEach);
  await syncNames(folder);
}
