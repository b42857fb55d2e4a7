import { describe, expect, test } from 'vitest';
import type { ExportItem } from '#shared/formats/format.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import { createSplitWriter, splitPlace } from '#shared/formats/splitLayout.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { splits } from '#shared/model/split.ts';
import type { Split } from '#shared/model/split.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';

const classes: readonly LabelClass[] = [{ id: 1 as ClassId, name: 'cell', color: '0', position: 0 }];

/** An image a split, with one box, and a second one in training; as an export with copies has them. */
function write(
  id: string,
  wanted: readonly (Split | null)[] = [...splits, 'train'],
  isInside = true,
): Record<string, string> {
  const format = findFormat(id);
  if (!format) throw new Error(`no format ${id}`);
  const files: Record<string, string> = {};
  const append = (path: string, piece: string | Uint8Array): void =>
    void (files[path] = (files[path] ?? '') + String(piece));
  const writer = createSplitWriter(
    format,
    { projectName: 'p', classes, createdAt: '2026-01-01T00:00:00.000Z' },
    append,
    (path, part) => {
      append(path, files[part] ?? '');
      delete files[part];
    },
  );
  for (const [index, split] of wanted.entries()) {
    const { imageFolder } = splitPlace(format, split);
    const item: ExportItem = {
      id: (index + 1) as ItemId,
      imagePath: isInside ? `${imageFolder}/a b/${index}.jpg` : `/photos/a b/${index}.jpg`,
      stem: `a b/${index}`,
      ...{ widthPx: 100, heightPx: 50, ...(split ? { split } : {}) },
      labels: [{ classId: 1 as ClassId, score: null, shape: { kind: 'box', box: [index + 1, 2, 30, 40] } }],
    };
    writer.item(item);
  }
  writer.finish();
  return files;
}

/** Boxes by the name of their image, read back. */
function read(id: string, files: Record<string, string>): [string, number][] {
  const reader = findFormat(id)?.reader;
  if (!reader) throw new Error(`no reader ${id}`);
  const { images, labels, problems } = readRecords(reader, memoryTree(files));
  expect(problems).toEqual([]);
  const paths = new Map(images.map(({ ref, path }) => [ref, path]));
  return labels.map(({ imageRef, shape, units }) => {
    const x = shape.kind === 'box' ? shape.box[0] * (units === 'fraction' ? 100 : 1) : NaN;
    return [(paths.get(imageRef) ?? '').replace(/^.*\//, '').replace(/\.jpg$/, ''), Math.round(x)];
  });
}

describe('written apart by split', () => {
  test('YOLO: a folder of images and of labels for each, named by data.yaml', () => {
    const files = write('yolo');
    expect(Object.keys(files).sort()).toEqual([
      'data.yaml',
      'labels/test/a b/2.txt',
      'labels/train/a b/0.txt',
      'labels/train/a b/3.txt',
      'labels/val/a b/1.txt',
    ]);
    expect(files['data.yaml']).toBe('train: images/train\nval: images/val\ntest: images/test\nnames:\n  0: "cell"\n');
  });

  test('YOLO of images that stay where they are: a list for each, because nothing lies in the folders', () => {
    const files = write('yolo', ['train', 'test'], false);
    expect(files['data.yaml']).toBe('train: train.txt\nval: train.txt\ntest: test.txt\nnames:\n  0: "cell"\n');
    expect(files['train.txt']).toBe('/photos/a b/0.jpg\n');
    expect(files['test.txt']).toBe('/photos/a b/1.jpg\n');
  });

  test('COCO: a file of annotations for each, whose images are named as they lie in their folder', () => {
    const files = write('coco');
    expect(Object.keys(files).sort()).toEqual(splits.map((split) => `annotations/instances_${split}.json`).sort());
    expect(JSON.parse(files['annotations/instances_train.json'] ?? '')).toMatchObject({
      images: [{ file_name: 'a b/0.jpg' }, { file_name: 'a b/3.jpg' }],
      annotations: [{ id: 1 }, { id: 2 }],
    });
  });

  test('VOC and masks: names of images in ImageSets', () => {
    const files = write('voc');
    expect(files['ImageSets/Main/train.txt']).toBe('a b/0\na b/3\n');
    expect(files['ImageSets/Main/val.txt']).toBe('a b/1\n');
    expect(files['Annotations/a b/1.xml']).toContain('<folder>JPEGImages/a b</folder>');
    expect(write('masks')['ImageSets/Segmentation/test.txt']).toBe('a b/2\n');
  });

  test('tables and lines: a column that names it', () => {
    const [head, first] = (write('csv')['labels.csv'] ?? '').split('\n');
    expect([head?.endsWith(',split'), first?.endsWith(',train')]).toEqual([true, true]);
    expect(JSON.parse((write('jsonl')['labels.jsonl'] ?? '').split('\n')[1] ?? '')).toMatchObject({ split: 'val' });
    expect(write('csv', [null])['labels.csv']).not.toContain('split');
  });

  test('Open Images and Datumaro: files as their own sets have them', () => {
    expect(Object.keys(write('openimages')).sort()).toEqual([
      'class-descriptions.csv',
      'test-annotations-bbox.csv',
      'train-annotations-bbox.csv',
      'validation-annotations-bbox.csv',
    ]);
    expect(Object.keys(write('datumaro')).sort()).toEqual(splits.map((split) => `annotations/${split}.json`).sort());
  });

  test('a format that knows no splits: an export for each', () => {
    expect(Object.keys(write('kitti')).sort()).toEqual([
      'test/label_2/a b/2.txt',
      'train/label_2/a b/0.txt',
      'train/label_2/a b/3.txt',
      'val/label_2/a b/1.txt',
    ]);
  });

  test.each(['yolo', 'coco', 'voc', 'datumaro', 'csv', 'jsonl', 'openimages', 'labelme', 'cvat', 'createml', 'via'])(
    '%s is read back whole',
    (id) => {
      const boxes = read(id, write(id)).sort((a, b) => a[1] - b[1]);
      expect(boxes).toEqual([
        ['0', 1],
        ['1', 2],
        ['2', 3],
        ['3', 4],
      ]);
    },
  );
});
