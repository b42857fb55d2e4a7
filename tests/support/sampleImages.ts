import { cpSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

const source = path.resolve('resources/samples/images');

export function sampleImageNames(): string[] {
  return readdirSync(source).sort();
}

/** Copies the first images of the sample into a folder. */
export function copySampleImages(folder: string, count: number): void {
  mkdirSync(folder, { recursive: true });
  for (const name of sampleImageNames().slice(0, count)) cpSync(path.join(source, name), path.join(folder, name));
}
