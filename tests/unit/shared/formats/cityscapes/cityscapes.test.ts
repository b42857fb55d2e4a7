import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { stemOf, splitFrame } from '#engine/datasets/import/imageNames.ts';
import { cityscapes } from '#shared/formats/cityscapes/cityscapes.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';

const classes = ['Car', 'pothole', 'road'].map((name, position) => ({
  ...{ id: (position + 1) as ClassId, name, color: String(position), position },
}));
const square = (x: number, y: number, side: number): Shape => ({
  kind: 'polygon',
  rings: [[x, y, x + side, y, x + side, y + side, x, y + side]],
});

function write(labels: readonly (readonly [number, Shape])[]): Record<string, Buffer> {
  const files: Record<string, Buffer> = {};
  const writer = cityscapes.createWriter(
    { projectName: 'p', classes, createdAt: '' },
    (path, piece) => void (files[path] = Buffer.concat([files[path] ?? Buffer.alloc(0), Buffer.from(piece as string)])),
    () => undefined,
  );
  writer.item({
    ...{ id: 1 as ItemId, imagePath: 'x', stem: 'train/ulm/ulm_000001_leftImg8bit', widthPx: 10, heightPx: 8 },
    labels: labels.map(([classId, shape]) => ({ classId: classId as ClassId, shape, score: null })),
  });
  writer.finish();
  return files;
}

const base = 'gtFine/train/ulm/ulm_000001_gtFine';
const files = write([
  [3, square(0, 0, 8)],
  [1, square(0, 0, 2)],
  [1, square(4, 4, 2)],
  [2, square(6, 0, 2)],
]);
const at = (name: string, x: number, y: number): number[] => {
  const { data, channels, width } = decode(files[name] ?? Buffer.alloc(0));
  return [...data.slice((y * width + x) * channels, (y * width + x + 1) * channels)];
};

test('classes of Cityscapes have its numbers and colours, others their own; objects count from 0', () => {
  const places = [
    [1, 1],
    [5, 5],
    [7, 1],
    [3, 3],
    [9, 7],
  ] as const;
  expect(places.map(([x, y]) => at(`${base}_labelIds.png`, x, y)[0])).toEqual([26, 26, 34, 7, 0]);
  expect(places.map(([x, y]) => at(`${base}_instanceIds.png`, x, y)[0])).toEqual([26_000, 26_001, 34_000, 7000, 0]);
  expect(at(`${base}_color.png`, 1, 1)).toEqual([0, 0, 142]);
  expect(JSON.parse(String(files[`${base}_polygons.json`]))).toMatchObject({
    ...{ imgHeight: 8, imgWidth: 10 },
    objects: [
      {
        label: 'road',
        polygon: [
          [0, 0],
          [8, 0],
          [8, 8],
          [0, 8],
        ],
      },
      { label: 'Car' },
      { label: 'Car' },
      { label: 'pothole' },
    ],
  });
});

test('objects are read by themselves; without their file classes are, and then the outlines', () => {
  const read = (without: readonly string[]) => {
    const kept = Object.fromEntries(
      Object.entries(files).filter(([name]) => !without.some((end) => name.endsWith(end))),
    );
    const { labels, images, problems } = readRecords(cityscapes.reader as never, memoryTree(kept));
    expect(problems).toEqual([]);
    expect(images).toMatchObject([{ path: 'train/ulm/ulm_000001', widthPx: 10, heightPx: 8 }]);
    return labels.map(({ classRef, shape }) => `${classRef} ${shape.kind}`).sort();
  };
  expect(read([])).toEqual(['Car mask', 'Car mask', 'pothole mask', 'road mask']);
  expect(read(['instanceIds.png', 'labels.json'])).toEqual(['car mask', 'class 34 mask', 'road mask']);
  expect(read(['Ids.png'])).toEqual(['Car polygon', 'Car polygon', 'pothole polygon', 'road polygon']);
});

test('names of images are compared without what only some of them have', () => {
  expect(stemOf('ulm_000001_leftimg8bit.png')).toBe('ulm_000001');
  expect(stemOf('scan.nii.gz')).toBe('scan');
  expect(stemOf('scan.nii')).toBe('scan');
  expect(splitFrame('a/scan.dcm#12')).toEqual({ path: 'a/scan.dcm', plane: null, frame: 11 });
  expect(splitFrame('a/scan-012.png')).toEqual({ path: 'a/scan', plane: null, frame: 11 });
  expect(splitFrame('a/scan.nii#coronal-12')).toEqual({ path: 'a/scan.nii', plane: 'coronal', frame: 11 });
  expect(splitFrame('a/scan-coronal-0012.png')).toEqual({ path: 'a/scan', plane: 'coronal', frame: 11 });
  expect(splitFrame('a/scan-000.png')).toBeNull();
  expect(splitFrame('a/photo.jpg')).toBeNull();
});
