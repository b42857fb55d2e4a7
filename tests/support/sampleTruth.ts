import { readFileSync } from 'node:fs';
import { imagePoint } from '#shared/geometry/points.ts';
import { isInside } from '#shared/geometry/rings.ts';

interface Coco {
  readonly images: readonly { readonly id: number; readonly file_name: string }[];
  readonly annotations: readonly { readonly image_id: number; readonly segmentation: number[][] }[];
}

/** The outline that a sample image has, by how it was drawn, around a point. */
export function trueOutlineAt(fileName: string, x: number, y: number): readonly number[] {
  const { images, annotations } = JSON.parse(readFileSync('resources/samples/ground-truth.json', 'utf8')) as Coco;
  const image = images.find((one) => one.file_name === fileName);
  const found = annotations.find(
    ({ image_id: id, segmentation }) => id === image?.id && isInside(segmentation, imagePoint(x, y)),
  );
  if (!found?.segmentation[0]) throw new Error(`there is no cell at ${x}, ${y}`);
  return found.segmentation[0];
}
