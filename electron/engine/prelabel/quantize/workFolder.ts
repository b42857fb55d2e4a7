import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';

const prefix = 'quantize-';

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/** A folder for this process's candidates; what processes that were killed left behind is removed. */
export function makeWorkFolder(cacheFolder: string): string {
  for (const name of readdirSync(cacheFolder)) {
    const pid = Number(name.startsWith(prefix) ? name.slice(prefix.length) : Number.NaN);
    if (pid > 0 && pid !== process.pid && !isAlive(pid))
      rmSync(path.join(cacheFolder, name), { recursive: true, force: true });
  }
  const folder = path.join(cacheFolder, `${prefix}${process.pid}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}
