import fc from 'fast-check';
import { expect, test } from 'vitest';
import { classFolder, folderClass } from '#shared/formats/imagefolder/classFolder.ts';
import type { ExportLabel } from '#shared/formats/format.ts';
import { imagefolder } from '#shared/formats/imagefolder/imagefolder.ts';
import { imagefolderReader } from '#shared/formats/imagefolder/readImagefolder.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';

const classes: readonly LabelClass[] = [
  { id: 1 as ClassId, name: 'cat', color: '0', position: 0 },
  { id: 2 as ClassId, name: 'animal/big dog', color: '1', position: 1 },
];
const whole = (classId: number, score: number | null = null): ExportLabel => ({
  classId: classId as ClassId,
  shape: { kind: 'whole' },
  score,
});

test('the name of a class becomes one folder that every file system takes, and comes back', () => {
  expect(
    ['cat', 'animal/big dog', '..', 'con', 'CON.x', ' a ', 'a:b*', '100%', '%41', '细胞'].map(classFolder),
  ).toEqual([
    ...['cat', 'animal%2Fbig dog', '%2E%2E', '%63on', '%43ON.x', '%20a%20', 'a%3Ab%2A', '100%25', '%2541', '细胞'],
  ]);
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 1 }), (name) => {
      const folder = classFolder(name);
      expect(folder).not.toMatch(/[\\/:*?"<>|\p{Cc}]|^[. ]|[. ]$/u);
      expect(folderClass(folder)).toBe(name);
    }),
  );
  // Folders of others mean what they say.
  expect(['50%', '%41', '%zz', 'a b'].map(folderClass)).toEqual(['50%', '%41', '%zz', 'a b']);
});

test('an image lies in the folder of its class; without one, or with several, it has no place; of predictions the surest counts', () => {
  const sort = (...labels: ExportLabel[]): unknown => imagefolder.sortImage?.(labels, classes);
  expect(sort(whole(1), whole(1))).toMatchObject({ folder: 'cat' });
  expect(sort()).toEqual({ lost: 'noClass' });
  expect(sort(whole(1), whole(2))).toEqual({ lost: 'severalClasses' });
  expect(sort(whole(1, 0.2), whole(2, 0.7))).toEqual({ folder: 'animal%2Fbig dog', label: whole(2, 0.7) });
});

test('folders below splits are recognised; plain ones only when we wrote them, or when the format is named', () => {
  const recognise = (...paths: string[]) =>
    imagefolderReader.recognise(memoryTree(Object.fromEntries(paths.map((path) => [path, '']))))?.seen.path ?? null;
  expect(recognise('x/train/cat/a.jpg', 'x/val/cat/b.jpg')).toBe('x/train/cat/a.jpg');
  expect(recognise('train/images/a.jpg')).toBeNull();
  expect(recognise('cam1/a.jpg')).toBeNull();
  const ours = memoryTree({ 'cat/a.jpg': '', 'export-info.json': '{\n  "format": "imagefolder"' });
  expect(imagefolderReader.recognise(ours)?.sure).toBe(0.9);
  const named = readRecords(
    imagefolderReader,
    memoryTree({ 'animal%2Fbig dog/a.jpg': '', 'b.jpg': '', 'notes.txt': '' }),
  );
  expect(named.labels).toMatchObject([
    { imageRef: 'animal%2Fbig dog/a.jpg', classRef: 'animal/big dog', shape: { kind: 'whole' } },
  ]);
  expect(named.images).toHaveLength(1);
});
