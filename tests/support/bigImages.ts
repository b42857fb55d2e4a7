import { mkdirSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Size } from '#shared/geometry/viewTransform.ts';

const squarePx = 4;

/** The colour of a pixel of the pattern: squares of four pixels a side, each of a colour that tells its place. */
export function squareAt(x: number, y: number): [red: number, green: number, blue: number] {
  const [column, row] = [Math.floor(x / squarePx), Math.floor(y / squarePx)];
  return [(column * 7 + row * 3) & 255, (row * 5 + (column >> 6)) & 255, (column * 13 + row * 11 + (row >> 5)) & 255];
}

/** A PNG of that pattern, of any size, from a column of it on. */
export async function writeSquares(file: string, { width, height }: Size, firstColumn = 0): Promise<void> {
  mkdirSync(path.dirname(file), { recursive: true });
  const pixels = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1) {
    const row = y * width * 3;
    if (y % squarePx > 0) pixels.copyWithin(row, row - width * 3, row);
    else for (let x = 0; x < width; x += 1) pixels.set(squareAt(firstColumn + x, y), row + x * 3);
  }
  await sharp(pixels, { raw: { width, height, channels: 3 }, limitInputPixels: false })
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toFile(file);
}
