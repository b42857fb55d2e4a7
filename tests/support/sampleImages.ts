import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/** Copies the first images of the sample into a folder. */
export function copySampleImages(folder: string, count: number): void {
  const source = path.resolve('resources/samples/images');
  mkdirSync(folder, { recursive: true });
  for (const name of readdirSync(source).sort().slice(0, count))
    cpSync(path.join(source, name), path.join(folder, name));
}
