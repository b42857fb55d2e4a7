import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Size } from '#shared/geometry/viewTransform.ts';

/** A grey image of 16 bits, PNG or TIFF by its name, of samples that a function gives. @returns the samples */
export async function writeDeepImage(
  file: string,
  { width, height }: Size,
  sampleAt: (x: number, y: number) => number,
): Promise<Uint16Array> {
  mkdirSync(path.dirname(file), { recursive: true });
  const samples = new Uint16Array(width * height);
  for (let y = 0; y < height; y += 1) for (let x = 0; x < width; x += 1) samples[y * width + x] = sampleAt(x, y);
  const image = sharp(samples, { raw: { width, height, channels: 1 }, limitInputPixels: false }).toColourspace(
    'grey16',
  );
  await (file.endsWith('.png') ? image.png({ compressionLevel: 1 }) : image.tiff({ compression: 'lzw' })).toFile(file);
  return samples;
}

/** Values that use all 16 bits, and of which no two neighbours are alike. */
export const scatter = (x: number, y: number): number => (x * 40_503 + y * 9_973) & 65_535;
