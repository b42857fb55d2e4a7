import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { isRequired } from './isRequired.ts';

/** A disk that can be full. */
export interface SmallDisk {
  readonly folder: string;
  /** Nothing more can be written, until `free`. */
  fill(): void;
  free(): void;
  unmount(): void;
}

/** A disk of so many kilobytes, or undefined where this process may not mount one, unless `FIRSTPASS_REQUIRE=root`. */
export function createSmallDisk(sizeKb: number): SmallDisk | undefined {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-disk-'));
  const { status } = spawnSync('mount', ['-t', 'tmpfs', '-o', `size=${sizeKb}k`, 'tmpfs', folder]);
  if (status !== 0) {
    rmSync(folder, { recursive: true, force: true });
    const reason = 'no small disk can be mounted here (needs root)';
    if (isRequired('root')) throw new Error(reason);
    console.log(`skipped: ${reason}`);
    return undefined;
  }
  const ballast = path.join(folder, 'ballast');
  return {
    folder,
    fill() {
      writeFileSync(ballast, '');
      for (let size = 256 * 1024; size >= 1; size = Math.floor(size / 2)) {
        try {
          for (;;) writeFileSync(ballast, Buffer.alloc(size), { flag: 'a' });
        } catch {
          // Full for pieces of this size.
        }
      }
    },
    free: () => rmSync(ballast),
    unmount() {
      execFileSync('umount', ['-l', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
