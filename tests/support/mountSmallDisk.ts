import { onTestFinished } from 'vitest';
import { createSmallDisk } from './createSmallDisk.ts';
import type { SmallDisk } from './createSmallDisk.ts';

/** A disk of so many kilobytes, or undefined where this process may not mount one. Gone when the test ends. */
export function mountSmallDisk(sizeKb: number): SmallDisk | undefined {
  const disk = createSmallDisk(sizeKb);
  if (disk) onTestFinished(() => disk.unmount());
  return disk;
}
