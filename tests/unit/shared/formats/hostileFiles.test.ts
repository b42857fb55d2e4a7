import { expect, test } from 'vitest';
import { formats } from '#shared/formats/formatRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import type { ClassId, GroupId, ItemId } from '#shared/model/ids.ts';
import { sourceOf } from '#tests/support/medicalSources.ts';
import { readMutations } from '#tests/support/mutate.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';

const classes = [
  { id: 1 as ClassId, name: 'cat', color: '0', position: 0 },
  {
    ...{ id: 2 as ClassId, name: 'body', color: '1', position: 1 },
    skeleton: {
      joints: ['a', 'b'].map((name) => ({ id: name, name, side: null, x: 0, y: 0 })),
      edges: [['a', 'b']] as const,
    },
  },
];
const shapes: readonly Shape[] = [
  { kind: 'box', box: [1, 2, 30, 20] },
  { kind: 'rotatedBox', centre: [30, 20], size: [12, 8], angle: 0.5 },
  { kind: 'ellipse', centre: [30, 20], size: [12, 8], angle: 0 },
  { kind: 'polygon', rings: [[1, 1, 20, 1, 20, 30]] },
  { kind: 'mask', size: [48, 64], counts: '^b1d3?1ONiP1' },
  { kind: 'polyline', points: [1, 2, 3, 4] },
  { kind: 'point', point: [5, 6] },
  { kind: 'keypoints', joints: [{ id: 'a', visibility: 'visible', x: 4, y: 5 }] },
  { kind: 'whole' },
];

/** COCO, YOLO and VOC have tests of their own; of folders by class nothing is read but their names. */
const readable = formats.flatMap((format) =>
  format.reader && !format.sortImage && !/^(?:coco|yolo|voc)/.test(format.id)
    ? [{ id: format.id, format, reader: format.reader }]
    : [],
);

test.each(readable)(
  '$id: two thousand broken files crash nothing and let nothing through',
  ({ format, reader }) => {
    const files: Record<string, Buffer> = {};
    const writer = format.createWriter(
      { projectName: 'p', classes, createdAt: '2026-01-01T00:00:00Z' },
      (path, piece) => {
        files[path] = Buffer.concat([files[path] ?? Buffer.alloc(0), Buffer.from(piece as string)]);
      },
      (path, part) => {
        files[path] = Buffer.concat([files[path] ?? Buffer.alloc(0), files[part] ?? Buffer.alloc(0)]);
        delete files[part];
      },
    );
    const held = shapes.filter(({ kind }) => format.shapes.includes(kind) && kind !== 'mask');
    for (const id of [1, 2] as ItemId[])
      writer.item({
        ...{ id, imagePath: `images/${id}.jpg`, stem: String(id), widthPx: 64, heightPx: 48 },
        source: sourceOf(format.needs, id - 1, 2, { width: 64, height: 48 }),
        labels: held.map((shape) => ({
          ...{ classId: (shape.kind === 'keypoints' ? 2 : 1) as ClassId, shape, score: null },
          ...{ attributes: { deep: 'x' }, groupId: 'g' as GroupId },
        })),
      });
    writer.finish();
    expect(readRecords(reader, memoryTree(files)).labels.length).toBeGreaterThan(0);
    // Of some files nothing damaged is used, of others all but the damaged record.
    expect(readMutations(reader, files, 2000)).toBeGreaterThan(30);
  },
  120_000,
);
