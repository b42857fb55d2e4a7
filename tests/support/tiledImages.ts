import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { OverlayOptions } from 'sharp';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';
import { pointsBounds } from '#shared/geometry/rings.ts';
import { sampleImageNames } from './sampleImages.ts';

interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly { readonly image_id: number; readonly segmentation: number[][] }[];
}

const field = { width: 640, height: 480 };

/** A slide of so many sample fields a side, and the boxes of its cells by how they were drawn. */
export async function makeSlide(file: string, columns: number, rows: number): Promise<Box[]> {
  const { images, annotations } = JSON.parse(readFileSync('resources/samples/ground-truth.json', 'utf8')) as Coco;
  const names = sampleImageNames();
  const boxes: Box[] = [];
  const pieces: OverlayOptions[] = [];
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const name = names[(row * columns + column) % names.length] ?? '';
      const [left, top] = [column * field.width, row * field.height];
      pieces.push({ input: path.resolve('resources/samples/images', name), left, top });
      const id = images.find((image) => image.file_name === name)?.id;
      for (const { image_id: of, segmentation } of annotations) {
        if (of !== id) continue;
        const [x, y, width, height] = pointsBounds(segmentation.flat());
        boxes.push([x + left, y + top, width, height]);
      }
    }
  const size = { width: columns * field.width, height: rows * field.height };
  await sharp({ create: { ...size, channels: 3, background: '#ffffff' }, limitInputPixels: false })
    .composite(pieces)
    .jpeg({ quality: 90 })
    .toFile(file);
  return boxes;
}

/** The share of the objects that are found, and that of the found ones that are objects; each found once. */
export function rate(
  truth: readonly Box[],
  found: readonly Box[],
  atLeast = 0.5,
): { recall: number; precision: number } {
  const open = new Set(truth);
  let hits = 0;
  for (const box of found) {
    let [best, overlap] = [null as Box | null, atLeast];
    for (const object of open) if (iou(object, box) >= overlap) [best, overlap] = [object, iou(object, box)];
    if (!best) continue;
    open.delete(best);
    hits += 1;
  }
  return { recall: hits / truth.length, precision: found.length === 0 ? 1 : hits / found.length };
}
