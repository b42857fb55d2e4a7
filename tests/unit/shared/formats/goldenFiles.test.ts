import { readFileSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, test } from 'vitest';
import { findFormat, formats } from '#shared/formats/formatRegistry.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';
import type { Files, Records } from '#tests/support/readRecords.ts';
import { sharedData } from '#tests/support/sharedData.ts';

const annotations = sharedData('annotations');

/** Files of a folder, or one file by its name, as the importer lists them. */
function filesAt(place: string): Files {
  const full = path.join(annotations ?? '', place);
  if (!statSync(full).isDirectory()) return { [path.basename(full)]: readFileSync(full) };
  const names = readdirSync(full, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  return Object.fromEntries(
    names.map((entry) => {
      const file = path.join(entry.parentPath, entry.name);
      return [path.relative(full, file).split(path.sep).join('/'), readFileSync(file)];
    }),
  );
}

/** What the surest reader makes of it, and which that is. */
function read(place: string): Records & { readonly id: string } {
  const tree = memoryTree(filesAt(place));
  const [best] = formats
    .flatMap(({ id, reader }) => {
      const seen = reader?.recognise(tree);
      return seen ? [{ id, sure: seen.sure }] : [];
    })
    .sort((a, b) => b.sure - a.sure);
  const reader = findFormat(best?.id ?? '')?.reader;
  if (!best || !reader) throw new Error(`no format reads ${place}`);
  return { id: best.id, ...readRecords(reader, tree) };
}

describe.skipIf(annotations === null)('files that other tools wrote', () => {
  test('labelme: outlines of a tutorial', () => {
    const { id, labels, images, problems, classes } = read('labelme');
    expect([id, images.length, problems.length]).toEqual(['labelme', 6, 0]);
    const own = readdirSync(path.join(annotations ?? '', 'labelme')).filter((name) => name.endsWith('.json'));
    const shapes = own.flatMap(
      (name) =>
        (
          JSON.parse(readFileSync(path.join(annotations ?? '', 'labelme', name), 'utf8')) as {
            shapes: { label: string }[];
          }
        ).shapes,
    );
    expect(labels).toHaveLength(shapes.length);
    expect(new Set(classes.map(({ name }) => name))).toEqual(new Set(shapes.map(({ label }) => label)));
  });

  test('CVAT: attributes by their kinds, skeletons with hidden joints, labels without a name told', () => {
    const { id, labels, classes, problems } = read('datumaro/cvat_dataset/for_images/train.xml');
    expect(id).toBe('cvat');
    expect(labels[0]).toMatchObject({
      classRef: 'label1',
      shape: { kind: 'box', box: [0, 2, 4, 2] },
      attributes: { a1: true, a2: 'v3', a3: '0003', a4: 2.4, occluded: true },
    });
    const skeletons = labels.filter(({ shape }) => shape.kind === 'keypoints');
    expect(skeletons).toHaveLength(2);
    expect(skeletons[0]?.shape).toMatchObject({
      joints: [
        { id: '1', visibility: 'unlabeled', x: 1, y: 1 },
        { id: '2', visibility: 'visible' },
        { id: '3' },
        { id: '4' },
      ],
    });
    const skeleton = classes.find(({ name }) => name === 'skeleton')?.skeleton;
    expect(skeleton?.edges.map((edge) => [...edge].sort())).toEqual([
      ['2', '3'],
      ['1', '4'],
    ]);
    // A polyline and a polygon have no label.
    expect(problems.map(({ code }) => code)).toEqual(['record.missingField', 'record.missingField']);
    expect(labels.filter(({ shape }) => shape.kind === 'point')).toHaveLength(3);
  });

  test('Label Studio: percent of the image', () => {
    const { id, labels } = read('label_studio/test_export_coco__data.json');
    expect(id).toBe('labelstudio');
    const box = labels.find(({ shape }) => shape.kind === 'box')?.shape;
    expect(box).toMatchObject({ kind: 'box' });
    const [left = 0, top = 0] = box?.kind === 'box' ? box.box : [];
    // 31.94 % of 500 and 4.11 % of 320.
    expect([left, top].map((value) => value.toFixed(6))).toEqual(['159.709619', '13.163121']);
    expect(labels.some(({ shape }) => shape.kind === 'polygon')).toBe(true);
  });

  test('masks of VOC: a class, its object, the border not known', () => {
    const { id, labels } = read('datumaro/voc_dataset/voc_dataset1');
    expect(['voc', 'masks']).toContain(id);
    expect(labels.length).toBeGreaterThan(0);
  });
});
