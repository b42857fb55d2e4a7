import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ExportItem, Format } from '#shared/formats/format.ts';
import { coco } from '#shared/formats/coco/coco.ts';
import { voc } from '#shared/formats/voc/voc.ts';
import { yolo } from '#shared/formats/yolo/yolo.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { skeletonTemplates } from '#shared/model/skeletonTemplates.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const classes = [
  { id: 7 as ClassId, name: 'red cell', color: '0', position: 0 },
  { id: 3 as ClassId, name: '细胞 <&"\'>', color: '1', position: 1 },
];

function write(format: Format, items: readonly ExportItem[], of: readonly LabelClass[] = classes): Map<string, string> {
  const files = new Map<string, string>();
  const header = { projectName: 'p "q" <r>', classes: of, createdAt: '2026-01-01T00:00:00.000Z' };
  const append = (path: string, piece: string | Uint8Array): unknown =>
    files.set(path, (files.get(path) ?? '') + String(piece));
  const writer = format.createWriter(header, append, (path, part) => {
    append(path, files.get(part) ?? '');
    files.delete(part);
  });
  for (const item of items) writer.item(item);
  writer.finish();
  return files;
}

const side = fc.double({ min: 0, max: 0.9, noNaN: true });
const items = fc.array(
  fc.record({
    widthPx: fc.integer({ min: 1, max: 30_000 }),
    heightPx: fc.integer({ min: 1, max: 30_000 }),
    labels: fc.array(fc.record({ x: side, y: side, w: side, h: side, first: fc.boolean() }), { maxLength: 6 }),
  }),
  { maxLength: 5 },
);
type Made = typeof items extends fc.Arbitrary<infer Value> ? Value : never;

const toItems = (made: Made): ExportItem[] =>
  made.map(({ widthPx, heightPx, labels }, index) => ({
    id: (index + 1) as ItemId,
    imagePath: `images/ä b/${index}.x.jpg`,
    stem: `ä b/${index}.x`,
    widthPx,
    heightPx,
    labels: labels.map(({ x, y, w, h, first }) => ({
      classId: first ? (7 as ClassId) : (3 as ClassId),
      score: null,
      shape: {
        kind: 'box',
        box: [x * widthPx, y * heightPx, Math.min(w, 1 - x) * widthPx, Math.min(h, 1 - y) * heightPx],
      },
    })),
  }));

interface Coco {
  categories: { id: number; name: string }[];
  images: { id: number; file_name: string }[];
  annotations: { image_id: number; category_id: number; bbox: number[] }[];
}

test('COCO comes back exactly, with class ids in class order', () => {
  fc.assert(
    fc.property(items, (made) => {
      const list = toItems(made);
      const read = JSON.parse(write(coco, list).get('annotations.json') ?? '') as Coco;
      expect(read.categories.map(({ id, name }) => [id, name])).toEqual([
        [1, 'red cell'],
        [2, classes[1]?.name],
      ]);
      expect(read.images.map(({ file_name }) => file_name)).toEqual(list.map(({ imagePath }) => imagePath));
      const wanted = list.flatMap(({ id, labels }) =>
        labels.map(({ classId, shape }) => [id, classId === 7 ? 1 : 2, shape.kind === 'box' ? [...shape.box] : []]),
      );
      expect(read.annotations.map(({ image_id, category_id, bbox }) => [image_id, category_id, bbox])).toEqual(
        wanted.map(([id, category, box]) => [id, category, JSON.parse(JSON.stringify(box)) as number[]]),
      );
    }),
  );
});

test('COCO holds polygons as they are, and those with holes as runs of pixels', () => {
  const item = (shape: Shape): ExportItem => ({
    ...{ id: 1 as ItemId, imagePath: 'images/a.jpg', stem: 'a', widthPx: 10, heightPx: 8 },
    labels: [{ classId: 3 as ClassId, score: null, shape }],
  });
  const outline = [1, 1, 7, 1, 7, 7, 1, 7];
  const annotationOf = (shape: Shape): unknown =>
    (JSON.parse(write(coco, [item(shape)]).get('annotations.json') ?? '') as { annotations: unknown[] }).annotations[0];
  expect(annotationOf({ kind: 'polygon', rings: [outline] })).toMatchObject({
    ...{ category_id: 2, bbox: [1, 1, 6, 6], area: 36, iscrowd: 0 },
    segmentation: [outline],
  });
  // A column of the ring: 6 set; through the hole: 2 set, 2 not, 2 set; two pixels below and above to the next column.
  expect(annotationOf({ kind: 'polygon', rings: [outline, [3, 3, 5, 3, 5, 5, 3, 5]] })).toMatchObject({
    ...{ bbox: [1, 1, 6, 6], area: 32 },
    segmentation: { size: [8, 10], counts: [9, 6, 2, 6, 2, 2, 2, 2, 2, 2, 2, 2, 2, 6, 2, 6, 25] },
  });
});

test('YOLO comes back within half a pixel, and an empty image has an empty file', () => {
  fc.assert(
    fc.property(items, (made) => {
      const list = toItems(made);
      const files = write(yolo, list);
      expect(files.get('train.txt')).toBe(list.map(({ imagePath }) => `./${imagePath}\n`).join(''));
      for (const { imagePath, widthPx, heightPx, labels } of list) {
        const text = files.get(`labels/${imagePath.slice('images/'.length, -'.jpg'.length)}.txt`);
        const lines = (text ?? 'missing').split('\n').filter(Boolean);
        expect(lines.length).toBe(labels.length);
        for (const [index, line] of lines.entries()) {
          const [number, cx = 0, cy = 0, w = 0, h = 0] = line.split(' ').map(Number);
          const label = labels[index];
          const box = label?.shape.kind === 'box' ? label.shape.box : [0, 0, 0, 0];
          expect(number).toBe(label?.classId === 7 ? 0 : 1);
          const back = [(cx - w / 2) * widthPx, (cy - h / 2) * heightPx, w * widthPx, h * heightPx];
          for (const [at, value] of back.entries()) expect(Math.abs(value - (box[at] ?? 0))).toBeLessThan(0.5);
        }
      }
    }),
  );
});

test('the names of YOLO are quoted so that any YAML reader takes them', () => {
  expect(write(yolo, []).get('data.yaml')).toContain(`  0: "red cell"\n  1: "细胞 <&\\"'>"\n`);
});

test('VOC counts pixels from 1, includes both ends, and escapes names', () => {
  const item: ExportItem = {
    ...{ id: 1 as ItemId, imagePath: 'JPEGImages/a & b.jpg', stem: 'a & b', widthPx: 100, heightPx: 50 },
    labels: [{ classId: 3 as ClassId, score: null, shape: { kind: 'box', box: [0, 10, 100, 20.4] } }],
  };
  const xml = write(voc, [item]).get('Annotations/a & b.xml') ?? '';
  expect(xml).toContain('<filename>a &amp; b.jpg</filename>');
  expect(xml).toContain('<name>细胞 &lt;&amp;&quot;&apos;&gt;</name>');
  expect([...xml.matchAll(/<([xy]m\w+)>(\d+)</g)].map(([, tag, value]) => [tag, Number(value)])).toEqual([
    ['xmin', 1],
    ['ymin', 11],
    ['xmax', 100],
    ['ymax', 30],
  ]);
});

test('keypoints are written as COCO has them: in class order, x, y, v, edges counted from 1', () => {
  const person = { id: 4 as ClassId, name: 'person', color: '0', position: 0, skeleton: skeletonTemplates.person };
  const shape: Shape = {
    kind: 'keypoints',
    joints: [
      { id: 'left_eye', visibility: 'occluded', x: 20.5, y: 8 },
      { id: 'tail', visibility: 'visible', x: 90, y: 90 },
      { id: 'nose', visibility: 'visible', x: 10, y: 12 },
      { id: 'right_eye', visibility: 'unlabeled', x: 4, y: 5 },
    ],
  };
  const item = { id: 1 as ItemId, imagePath: 'a.jpg', stem: 'a', widthPx: 100, heightPx: 100 };
  const labels = [{ classId: 4 as ClassId, shape, score: null }];
  const written = JSON.parse(write(coco, [{ ...item, labels }], [person]).get('annotations.json') ?? '') as {
    categories: { keypoints: string[]; skeleton: [number, number][] }[];
    annotations: unknown[];
  };
  // The category of person_keypoints_val2017.json, to the letter.
  expect(written.categories).toEqual([
    {
      id: 1,
      name: 'person',
      supercategory: '',
      keypoints: (
        'nose left_eye right_eye left_ear right_ear left_shoulder right_shoulder left_elbow right_elbow left_wrist ' +
        'right_wrist left_hip right_hip left_knee right_knee left_ankle right_ankle'
      ).split(' '),
      skeleton: [
        ...[
          [16, 14],
          [14, 12],
          [17, 15],
          [15, 13],
          [12, 13],
          [6, 12],
          [7, 13],
          [6, 7],
          [6, 8],
          [7, 9],
        ],
        ...[
          [8, 10],
          [9, 11],
          [2, 3],
          [1, 2],
          [1, 3],
          [2, 4],
          [3, 5],
          [4, 6],
          [5, 7],
        ],
      ],
    },
  ]);
  expect(written.annotations).toEqual([
    {
      ...{ id: 1, image_id: 1, category_id: 1, iscrowd: 0, segmentation: [] },
      ...{ bbox: [10, 8, 80, 82], area: 80 * 82, num_keypoints: 2 },
      keypoints: [10, 12, 2, 20.5, 8, 1, ...Array.from({ length: 45 }, () => 0)],
    },
  ]);
});

test('VOC keeps a sliver at the far border inside the image', () => {
  const item: ExportItem = {
    ...{ id: 1 as ItemId, imagePath: 'JPEGImages/a.jpg', stem: 'a', widthPx: 100, heightPx: 50 },
    labels: [{ classId: 3 as ClassId, score: null, shape: { kind: 'box', box: [99.8, 49.9, 0.2, 0.1] } }],
  };
  const xml = write(voc, [item]).get('Annotations/a.xml') ?? '';
  expect([...xml.matchAll(/<[xy]m\w+>(\d+)</g)].map(([, value]) => Number(value))).toEqual([100, 50, 100, 50]);
});
