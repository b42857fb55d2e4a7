import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { onTestFinished } from 'vitest';

/** A disk of so many kilobytes, or undefined where this process may not mount one. Gone when the test ends. */
export function mountSmallDisk(sizeKb: number): string | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', folder]);
  onTestFinished(() => {
    if (status === 0) execFileSync('umount', ['-l', folder]);
    rmSync(folder, { recursive: true, force: true });
  });
  if (status === 0) return folder;
  console.log('skipped: no small disk can be mounted here (needs root)');
  return undefined;
}
