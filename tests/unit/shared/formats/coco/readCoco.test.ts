import { expect, test } from 'vitest';
import { cocoReader } from '#shared/formats/coco/readCoco.ts';
import { readMutations } from '#tests/support/mutate.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';
import { sharedFiles } from '#tests/support/sharedFiles.ts';

const base = {
  images: [{ id: 5, file_name: 'a.jpg', width: 100, height: 80 }],
  categories: [
    { id: 1, name: 'cat' },
    { id: 7, name: 'dog' },
  ],
};
const read = (annotations: readonly object[], rest: object = base) =>
  readRecords(cocoReader, memoryTree({ 'x.json': JSON.stringify({ ...rest, annotations }) }));

test('boxes come as they are, with the numbers of the file as references', () => {
  const { classes, images, labels, problems } = read([
    { id: 1, image_id: 5, category_id: 7, bbox: [1, 2.5, 30, 40], iscrowd: 0 },
  ]);
  expect(classes).toEqual([
    { ref: '0:1', name: 'cat' },
    { ref: '0:7', name: 'dog' },
  ]);
  expect(images).toEqual([{ ref: '0:5', path: 'a.jpg', widthPx: 100, heightPx: 80 }]);
  expect(labels).toMatchObject([
    {
      imageRef: '0:5',
      classRef: '0:7',
      shape: { kind: 'box', box: [1, 2.5, 30, 40] },
      place: { path: 'x.json', line: 1 },
    },
  ]);
  expect(problems).toEqual([]);
});

test('an object of several polygons is a group of them; crowds are masks with an attribute', () => {
  const [left, right] = [
    [1, 1, 5, 1, 5, 5],
    [8, 1, 12, 1, 12, 5],
  ];
  const { labels } = read([
    { id: 1, image_id: 5, category_id: 1, segmentation: [left, right], bbox: [1, 1, 11, 4] },
    // One column: 2 not set, 3 set, 1 not set; by hand.
    { id: 2, image_id: 5, category_id: 1, segmentation: { size: [6, 1], counts: [2, 3, 1] }, iscrowd: 1 },
    { id: 3, image_id: 5, category_id: 1, segmentation: { size: [6, 1], counts: '231' } },
  ]);
  expect(labels.map(({ shape, group, attributes }) => [shape, group, attributes])).toEqual([
    [{ kind: 'polygon', rings: [left] }, 'annotation 1', undefined],
    [{ kind: 'polygon', rings: [right] }, 'annotation 1', undefined],
    [{ kind: 'mask', size: [6, 1], counts: '231' }, undefined, { iscrowd: true }],
    [{ kind: 'mask', size: [6, 1], counts: '231' }, undefined, undefined],
  ]);
});

test('a bad record is a problem with its line, and the rest goes on', () => {
  const text = `{"images": [{"id": 5, "file_name": "a.jpg"}],
"categories": [{"id": 1, "name": "cat"}],
"annotations": [
{"image_id": 5, "category_id": 1, "bbox": [1, 1, NaN, 3]},
{"image_id": 5, "category_id": 1, "bbox": [1, 1, 1e300, 3]},
{"image_id": 5, "bbox": [1, 1, 2, 3]},
{"image_id": 5, "category_id": 1, "bbox": [1, 1, 2]},
7,
{"image_id": 5, "category_id": 1, "bbox": [1, 1, -2, 3]},
{"image_id": 5, "category_id": 1, "bbox": [1, 1, 2, 3]}
]}`;
  for (const piece of [1, 3, 7, 1000]) {
    const { labels, problems } = readRecords(cocoReader, memoryTree({ 'x.json': text }, piece));
    expect(problems.map(({ code, line }) => [code, line])).toEqual([
      ['record.unreadable', 4],
      ['label.badNumbers', 5],
      ['record.missingField', 6],
      ['record.badField', 7],
      ['record.unreadable', 8],
      ['label.badShape', 9],
    ]);
    expect(labels).toHaveLength(1);
    expect(labels[0]?.place).toEqual({ path: 'x.json', line: 10, column: 1 });
  }
});

test('of a file that ends in the middle nothing is used', () => {
  const whole = JSON.stringify({ ...base, annotations: [{ image_id: 5, category_id: 1, bbox: [1, 1, 2, 3] }] });
  const { labels, images, problems } = readRecords(cocoReader, memoryTree({ 'x.json': whole.slice(0, -2) }));
  expect([labels, images]).toEqual([[], []]);
  expect(problems).toMatchObject([{ code: 'file.cutOff', path: 'x.json', line: 1 }]);
});

test('results name images by number, and those of the data set beside them where there is one', () => {
  const results = JSON.stringify([{ image_id: 42, category_id: 18, bbox: [1, 2, 3, 4], score: 0.25 }]);
  const alone = readRecords(cocoReader, memoryTree({ 'r.json': results }));
  expect(alone.images).toEqual([{ ref: '42', path: '42' }]);
  expect(alone.classes).toEqual([{ ref: '18', name: '18' }]);
  expect(alone.labels).toMatchObject([{ imageRef: '42', classRef: '18', score: 0.25 }]);
  const beside = readRecords(
    cocoReader,
    memoryTree({
      'gt.json': JSON.stringify({
        images: [{ id: 42, file_name: 'b.jpg' }],
        categories: [{ id: 18, name: 'dog' }],
        annotations: [],
      }),
      'r.json': results,
    }),
  );
  expect(beside.images).toEqual([{ ref: '0:42', path: 'b.jpg', widthPx: undefined, heightPx: undefined }]);
  expect(beside.labels).toMatchObject([{ imageRef: '0:42', classRef: '0:18', score: 0.25 }]);
});

test('2,000 mutated files are read without a crash or a hang', () => {
  const annotations = [
    { id: 1, image_id: 5, category_id: 7, bbox: [1, 2.5, 30, 40], attributes: { a: 1, b: [1, 'x'] } },
    {
      id: 2,
      image_id: 5,
      category_id: 1,
      segmentation: [[1, 1, 5, 1, 5, 5]],
      iscrowd: 0,
      keypoints: [1, 2, 2, 3, 4, 1, 0, 0, 0],
    },
    { id: 3, image_id: 5, category_id: 1, segmentation: { size: [6, 1], counts: '231' }, iscrowd: 1 },
  ];
  const categories = [
    { id: 1, name: 'cat', keypoints: ['a', 'b', 'c'], skeleton: [[1, 2]] },
    { id: 7, name: 'dog' },
  ];
  const golden = {
    'instances_train.json': JSON.stringify({ ...base, categories, annotations }, null, 1),
    'results.json': JSON.stringify([{ image_id: 5, category_id: 1, bbox: [1, 2, 3, 4], score: 0.5 }]),
  };
  expect(readMutations(cocoReader, golden, 2000)).toBeGreaterThan(1000);
});

test.for([
  ['instances_train.json', 1, { kind: 'box', box: [2, 2, 3, 1] }],
  ['person_keypoints_train.json', 2, null],
] as const)('%s of Datumaro is read', ([name, classes, first], { skip }) => {
  const folder = 'annotations/datumaro/coco_dataset/coco/annotations';
  const files = sharedFiles(folder, (one) => one === name);
  if (!files) return skip();
  const records = readRecords(cocoReader, memoryTree(files));
  expect(records.problems).toEqual([]);
  expect(records.images).toMatchObject([{ path: 'train/a.jpg' }]);
  expect(records.labels.length).toBeGreaterThanOrEqual(classes);
  if (first) expect(records.labels[0]?.shape).toEqual(first);
});

test('a large file is known by the records of its first list, also where the next begins beyond the head', () => {
  const images = Array.from({ length: 3000 }, (_, at) => ({ id: at, file_name: `images of the second day/${at}.jpg` }));
  const rest = { categories: base.categories, annotations: [{ image_id: 2999, category_id: 7, bbox: [1, 2, 3, 4] }] };
  const tree = memoryTree({ 'x.json': JSON.stringify({ info: {}, images, ...rest }) });
  expect(cocoReader.recognise(tree)?.seen).toEqual({ path: 'x.json', marks: 'images' });
  expect(readRecords(cocoReader, tree)).toMatchObject({
    labels: [{ imageRef: '0:2999', classRef: '0:7' }],
    problems: [],
  });
  expect(cocoReader.recognise(memoryTree({ 'y.json': JSON.stringify({ images: ['a.jpg', 'b.jpg'] }) }))).toBeNull();
});
