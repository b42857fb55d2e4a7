import { copyFileSync, existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';

export interface SamplePlace {
  readonly projectFile: string;
  readonly imageFolder: string;
}

/**
 * Where the sample lives: in the user's data folder, never in the program's. The images are copied there once, whole or
 * not at all.
 */
export function prepareSample(samplesFolder: string, dataFolder: string): SamplePlace {
  const home = path.join(dataFolder, 'sample');
  const imageFolder = path.join(home, 'images');
  if (!existsSync(imageFolder)) {
    const half = `${imageFolder}.${process.pid}.tmp`;
    rmSync(half, { recursive: true, force: true });
    mkdirSync(half, { recursive: true });
    const source = path.join(samplesFolder, 'images');
    for (const name of readdirSync(source)) copyFileSync(path.join(source, name), path.join(half, name));
    renameSync(half, imageFolder);
  }
  return { projectFile: path.join(home, 'sample.firstpass'), imageFolder };
}
