import { expect, test } from 'vitest';
import { vocReader } from '#shared/formats/voc/readVoc.ts';
import { readMutations } from '#tests/support/mutate.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';
import { sharedFiles } from '#tests/support/sharedFiles.ts';

const object = (inner: string): string => `<object>\n<name>cat</name>${inner}</object>\n`;
const bndbox = (...[xmin, ymin, xmax, ymax]: (string | number)[]): string =>
  `<bndbox><xmin>${xmin}</xmin><ymin>${ymin}</ymin><xmax>${xmax}</xmax><ymax>${ymax}</ymax></bndbox>`;
const file = (objects: string): string =>
  `<annotation><folder>f</folder><filename>a.jpg</filename>\n<size><width>100</width><height>50</height></size>\n${objects}</annotation>`;
const read = (text: string) => readRecords(vocReader, memoryTree({ 'Annotations/a.xml': text }));

test('pixels are counted from 1, and both ends lie inside', () => {
  const { labels, images, problems } = read(
    file(object(bndbox(1, 11, 100, 30)) + object(bndbox(5, 5, 5, 5)) + object(bndbox(0, 0, 3, 3))),
  );
  expect(problems).toEqual([]);
  expect(images).toEqual([{ ref: 'Annotations/a.xml', path: 'f/a.jpg', widthPx: 100, heightPx: 50 }]);
  expect(labels.map(({ shape }) => shape)).toEqual([
    { kind: 'box', box: [0, 10, 100, 20] },
    { kind: 'box', box: [4, 4, 1, 1] },
    { kind: 'box', box: [0, 0, 3, 3] },
  ]);
});

test('flags, pose, actions and parts are kept', ({ skip }) => {
  const files = sharedFiles('annotations/datumaro/voc_dataset/voc_dataset1', (name) => name.endsWith('.xml'));
  if (!files) return skip();
  expect(vocReader.recognise(memoryTree(files))?.sure).toBe(0.9);
  const { labels, problems } = readRecords(vocReader, memoryTree(files));
  expect(problems).toEqual([]);
  const actions = {
    'action other': true,
    'action phoning': true,
    'action reading': true,
    'action ridinghorse': true,
    'action takingphoto': true,
    'action walking': true,
  };
  expect(labels.map(({ classRef, shape, attributes, group }) => [classRef, shape, attributes, group])).toEqual([
    ['cat', { kind: 'box', box: [0, 1, 3, 3] }, { truncated: true }, undefined],
    ['person', { kind: 'box', box: [3, 4, 3, 3] }, actions, 'object 2'],
    ['head', { kind: 'box', box: [4.5, 5, 3, 3] }, undefined, 'object 2'],
  ]);
});

test('the blood cells of BCCD are read, as many as are in the files', ({ skip }) => {
  const files = sharedFiles('annotations/voc_bccd', (name) => name.endsWith('.xml'));
  if (!files) return skip();
  const { labels, images, problems } = readRecords(vocReader, memoryTree(files));
  const count = Object.values(files).reduce((sum, text) => sum + (String(text).match(/<object>/g) ?? []).length, 0);
  expect([images.length, labels.length, problems]).toEqual([16, count, []]);
  expect(labels[0]).toMatchObject({ classRef: 'WBC', shape: { kind: 'box', box: [259, 176, 232, 200] } });
});

test('what is wrong says where, and a broken file costs no other', () => {
  const { problems, labels } = readRecords(
    vocReader,
    memoryTree({
      'a.xml': file(
        object(bndbox('one', 1, 2, 2)) + object('') + object(bndbox(9, 9, 3, 12)) + object(bndbox(1, 1, 2, 2)),
      ),
      'b.xml': file(object(bndbox(1, 1, 2, 2))).slice(0, -9),
      'c.xml': '<other/>',
      'd.xml': Buffer.from(
        `\ufeff<?xml version="1.0"?>${file(object(bndbox(1, 1, 2, 2)).replace('cat', '猫'))}`,
        'utf16le',
      ),
    }),
  );
  expect(problems.map(({ path, code, line }) => [path, code, line])).toEqual([
    ['a.xml', 'label.badNumbers', 4],
    ['a.xml', 'record.missingField', 5],
    ['a.xml', 'label.badShape', 7],
    ['b.xml', 'file.cutOff', 5],
    ['c.xml', 'file.layout', undefined],
  ]);
  expect(labels.map(({ classRef, place }) => [classRef, place.path])).toEqual([
    ['cat', 'a.xml'],
    ['猫', 'd.xml'],
  ]);
});

test('2,000 mutated files are read without a crash or a hang', () => {
  const golden = {
    'a.xml': file(object(`<pose>Left</pose>${bndbox(1, 2, 30, 40)}<part><name>ear</name>${bndbox(1, 2, 3, 4)}</part>`)),
    'b.xml': file(object(bndbox(1, 1, 5, 5))),
  };
  expect(readMutations(vocReader, golden, 2000)).toBeGreaterThan(1000);
});
