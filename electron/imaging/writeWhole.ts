import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';

const besideIt = (place: string): string => `${place}.${randomUUID()}.tmp`;

/** Writes a file that is there whole or not at all. */
export async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = besideIt(file);
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** Fills a folder that is there whole or not at all. `fill` gets an empty one and names the one in it that is to be kept. */
export async function writeWholeFolder(folder: string, fill: (empty: string) => Promise<string>): Promise<void> {
  const temporary = besideIt(folder);
  await mkdir(temporary, { recursive: true });
  try {
    const filled = await fill(temporary);
    await rename(filled, folder).catch((error: unknown) => {
      // Another program on the same cache was faster.
      if (!existsSync(folder)) throw error;
    });
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}
