import { closeSync, fsyncSync, mkdtempSync, openSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';

/** Two machines may write to one network share, and a process number tells of its own machine alone. */
const machine = os.hostname().replace(/[^\w-]/g, '');

const prefixOf = (target: string): string => `.${path.basename(target)}.firstpass-export-`;

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

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

/** Brings a file, or the names in a folder, to disk. Windows has no such thing for folders; its renames are journaled. */
export function syncToDisk(file: string, kind: 'file' | 'folder'): void {
  if (kind === 'folder' && process.platform === 'win32') return;
  const descriptor = openSync(file, kind === 'folder' ? 'r' : 'r+');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** Brings the names in a folder and in all below it to disk, the deepest first. */
export function syncFolders(folder: string): void {
  for (const entry of readdirSync(folder, { withFileTypes: true }))
    if (entry.isDirectory()) syncFolders(path.join(folder, entry.name));
  syncToDisk(folder, 'folder');
}
