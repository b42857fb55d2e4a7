import { expect, test } from 'vitest';
import { yoloReader } from '#shared/formats/yolo/readYolo.ts';
import { readMutations } from '#tests/support/mutate.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';
import type { Files } from '#tests/support/readRecords.ts';
import { sharedFiles } from '#tests/support/sharedFiles.ts';

const read = (files: Files) => readRecords(yoloReader, memoryTree(files));
const yaml = 'names:\n  0: cat\n  3: "dog: big"\n';

test('boxes are parts of the image; labels lie parallel to images, and an image without a file was not labeled', () => {
  const { classes, images, labels, problems } = read({
    'data.yaml': yaml,
    'images/train/a.jpg': '',
    'images/train/b.jpg': '',
    'images/train/c.png': '',
    'labels/train/a.txt': '3 0.5 0.25 0.5 0.25\n0 0.5 0.5 1 1 0.75\n',
    'labels/train/b.txt': '',
    'labels/train/away.txt': '0 .5 .5 .1 .1\r\n',
  });
  expect(problems).toEqual([]);
  expect(classes).toEqual([
    { ref: '0', name: 'cat' },
    { ref: '3', name: 'dog: big' },
  ]);
  expect(images.map(({ path, isUnlabeled = false }) => [path, isUnlabeled])).toEqual([
    ['images/train/a.jpg', false],
    ['images/train/away', false],
    ['images/train/b.jpg', false],
    ['images/train/c.png', true],
  ]);
  expect(labels.slice(0, 2)).toEqual([
    {
      ...{
        imageRef: 'images/train/a.jpg',
        classRef: '3',
        units: 'fraction',
        place: { path: 'labels/train/a.txt', line: 1 },
      },
      shape: { kind: 'box', box: [0.25, 0.125, 0.5, 0.25] },
    },
    {
      ...{
        imageRef: 'images/train/a.jpg',
        classRef: '0',
        units: 'fraction',
        place: { path: 'labels/train/a.txt', line: 2 },
      },
      ...{ shape: { kind: 'box', box: [0, 0, 1, 1] }, score: 0.75 },
    },
  ]);
});

test('lines that make no sense are problems with their number', () => {
  const text =
    '0 0.5 0.5 0.1 0.1\nx 0.5 0.5 0.1 0.1\n0 0.5 nan 0.1 0.1\n0 0.5 0.5\n0 0.5 0.5 -0.1 0.1\n7 0.5 0.5 0.1 0.1';
  const { problems, labels, classes } = read({ 'classes.txt': 'cat\n', 'a.jpg': '', 'a.txt': text });
  expect(problems.map(({ code, line }) => [code, line])).toEqual([
    ['record.badField', 2],
    ['label.badNumbers', 3],
    ['record.unreadable', 4],
    ['label.badShape', 5],
  ]);
  expect(labels).toHaveLength(2);
  expect(classes.map(({ name }) => name)).toEqual(['cat', '7']);
});

test.for([
  ['yolov8_detection', { kind: 'box', box: [0, 0.2, 0.266667, 0.2] }],
  ['yolov8_detection_with_list_of_imgs', { kind: 'box', box: [0, 0.2, 0.266667, 0.2] }],
  [
    'yolov8_oriented_boxes',
    { kind: 'corners', points: [0.146731, 0.151795, 0.319936, 0.301795, 0.186603, 0.648205, 0.013397, 0.498205] },
  ],
  ['yolov8_segmentation', { kind: 'polygon', rings: [[0.1, 0.1, 0.4, 0.1, 0.4, 0.5]] }],
  ['yolo', { kind: 'box', box: [0, 0.2, 0.266667, 0.2] }],
] as const)('%s of Datumaro is read', ([folder, first], { skip }) => {
  const files = sharedFiles(`annotations/datumaro/yolo_dataset/${folder}`);
  if (!files) return skip();
  expect(yoloReader.recognise(memoryTree(files))?.sure).toBe(0.9);
  const { labels, problems, classes, images } = read(files);
  expect(problems).toEqual([]);
  expect(classes).toHaveLength(10);
  expect(images.map(({ path }) => path.split('/').at(-1))).toEqual(['1.jpg']);
  expect(labels.map(({ classRef }) => classRef)).toEqual(['2', '4']);
  const rounded = JSON.parse(JSON.stringify(labels[0]?.shape), (_, value: unknown) =>
    typeof value === 'number' ? Math.round(value * 1e6) / 1e6 + 0 : value,
  ) as unknown;
  expect(rounded).toEqual(first);
});

test('keypoints come with their box in a group, with two numbers each or three', ({ skip }) => {
  const files = sharedFiles('annotations/datumaro/yolo_dataset/yolov8_pose_two_values_per_point');
  if (!files) return skip();
  const { labels, classes } = read(files);
  expect(labels.map(({ shape, group }) => [shape.kind, group])).toEqual([
    ['box', 'line 1'],
    ['keypoints', 'line 1'],
  ]);
  expect(labels[1]?.shape).toMatchObject({
    joints: [
      { id: '1', x: 0.1, y: 0.2 },
      { x: 0.3, y: 0.4 },
      { x: 0.5, y: 0.6 },
    ],
  });
  expect(classes[0]?.skeleton?.joints.map(({ name }) => name)).toEqual(['1', '2', '3']);
});

test('a folder for each class of whole images is read', ({ skip }) => {
  const files = sharedFiles('annotations/datumaro/yolo_dataset/yolov8_classification');
  if (!files) return skip();
  expect(read(files).labels.map(({ imageRef, classRef, shape }) => [imageRef, classRef, shape.kind])).toEqual([
    ['train/label_0/1.jpg', 'label_0', 'whole'],
    ['train/label_0/2.jpg', 'label_0', 'whole'],
    ['train/label_1/3.jpg', 'label_1', 'whole'],
  ]);
});

test('a broken file of names costs the names, not the labels', () => {
  const { labels, classes, problems } = read({ 'data.yaml': 'names: [\n a: *b', 'labels/a.txt': '1 0.5 0.5 0.1 0.1' });
  expect(problems).toMatchObject([{ code: 'file.layout', path: 'data.yaml' }]);
  expect([labels.length, classes]).toEqual([1, [{ ref: '1', name: '1' }]]);
});

test('2,000 mutated data sets are read without a crash or a hang', () => {
  const golden = {
    'data.yaml': `path: .\ntrain: images/train\nkpt_shape: [2, 3]\n${yaml}`,
    'images/train/a.jpg': '',
    'labels/train/a.txt': '0 0.5 0.5 0.25 0.25 0.1 0.2 2 0.3 0.4 1\n3 0.4 0.4 0.1 0.1\n',
    'labels/train/b.txt': '0 0.1 0.1 0.2 0.2 0.9\n',
  };
  expect(readMutations(yoloReader, golden, 2000)).toBeGreaterThan(1000);
});
