import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ExportItem, ExportLabel } from '#shared/formats/format.ts';
import { formats } from '#shared/formats/formatRegistry.ts';
import type { ReadLabel, ReadShape } from '#shared/formats/reader.ts';
import { normalAngle, orientedCorners, orientedOfBox } from '#shared/geometry/oriented.ts';
import { ringsToRuns } from '#shared/geometry/runs.ts';
import type { ClassId, GroupId, ItemId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { maskOf } from '#shared/shapes/mask/maskGeometry.ts';
import type { Shape, ShapeKind } from '#shared/shapes/shapeRegistry.ts';
import { sourceOf } from '#tests/support/medicalSources.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';

const [width, height] = [640, 480];
const classes: readonly LabelClass[] = [
  { id: 3 as ClassId, name: 'red_cell', color: '0', position: 0 },
  { id: 8 as ClassId, name: '细胞', color: '1', position: 1 },
  {
    ...{ id: 9 as ClassId, name: 'body', color: '2', position: 2 },
    skeleton: {
      joints: ['nose', 'tail'].map((name) => ({ id: name, name, side: null, x: 0, y: 0 })),
      edges: [['nose', 'tail']],
    },
  },
];
const nameOf = new Map(classes.map(({ id, name }) => [id, name]));

const x = fc.double({ min: 1, max: width - 1, noNaN: true });
const y = fc.double({ min: 1, max: height - 1, noNaN: true });
// A turned box that isn't turned is a box where a format has no other way to say so.
const angle = fc.double({ min: 0.01, max: 3, noNaN: true });
const ring = fc
  .tuple(x, y, x, y, x, y)
  .filter(([a, b, c, d, e, f]) => Math.abs((c - a) * (f - b) - (e - a) * (d - b)) > 40);
const turned = <Kind extends 'rotatedBox' | 'ellipse'>(kind: Kind) =>
  fc.record({
    kind: fc.constant(kind),
    centre: fc.tuple(fc.double({ min: 150, max: 350, noNaN: true }), fc.double({ min: 150, max: 330, noNaN: true })),
    size: fc.tuple(fc.double({ min: 5, max: 90, noNaN: true }), fc.double({ min: 5, max: 90, noNaN: true })),
    angle: kind === 'ellipse' ? fc.constant(0) : angle,
  });
const shapes: Readonly<Record<ShapeKind, fc.Arbitrary<Shape>>> = {
  box: fc
    .record({
      x,
      y,
      w: fc.double({ min: 0.05, max: 1, noNaN: true }),
      h: fc.double({ min: 0.05, max: 1, noNaN: true }),
    })
    .map(({ x: left, y: top, w, h }) => ({ kind: 'box', box: [left, top, (width - left) * w, (height - top) * h] })),
  rotatedBox: turned('rotatedBox'),
  ellipse: turned('ellipse'),
  polygon: ring.map((points) => ({ kind: 'polygon', rings: [points] })),
  mask: ring
    .map((points) => maskOf(ringsToRuns([points], { width, height }), { width, height }))
    .filter(({ counts }) => counts.length > 4),
  polyline: fc.tuple(x, y, x, y).map((points) => ({ kind: 'polyline', points })),
  point: fc.tuple(x, y).map((point) => ({ kind: 'point', point })),
  keypoints: fc.tuple(x, y, x, y, fc.boolean()).map(([ax, ay, bx, by, isHidden]) => ({
    kind: 'keypoints',
    joints: [
      { id: 'nose', visibility: 'visible', x: ax, y: ay },
      { id: 'tail', visibility: isHidden ? 'occluded' : 'unlabeled', x: isHidden ? bx : 0, y: isHidden ? by : 0 },
    ],
  })),
  whole: fc.constant({ kind: 'whole' }),
};

/** Numbers of a shape in the order of the file, and what else has to be equal. */
function toNumbers(shape: ReadShape): { readonly said: unknown; readonly numbers: readonly number[] } {
  if (shape.kind === 'box') return { said: 'box', numbers: shape.box };
  if (shape.kind === 'corners') return { said: 'corners', numbers: shape.points };
  if (shape.kind === 'rotatedBox' || shape.kind === 'ellipse')
    return { said: shape.kind, numbers: [...shape.centre, ...shape.size, normalAngle(shape.angle)] };
  if (shape.kind === 'polygon') return { said: 'polygon', numbers: shape.rings.flat() };
  if (shape.kind === 'polyline') return { said: 'polyline', numbers: shape.points };
  if (shape.kind === 'point') return { said: 'point', numbers: shape.point };
  if (shape.kind !== 'keypoints') return { said: shape, numbers: [] };
  const placed = shape.joints.filter(({ visibility }) => visibility !== 'unlabeled');
  return {
    said: placed.map(({ id, visibility }) => [id, visibility]),
    numbers: placed.flatMap((joint) => [joint.x, joint.y]),
  };
}

/** What the format is to give back for a shape: DOTA's boxes have four corners, VIA and others give back what they got. */
function expected(shape: Shape, id: string): ReadShape {
  if (id !== 'dota') return shape;
  if (shape.kind === 'box') return { kind: 'corners', points: orientedCorners(orientedOfBox(shape.box)) };
  return shape.kind === 'rotatedBox' ? { kind: 'corners', points: orientedCorners(shape) } : shape;
}

function inPixels({ shape, units }: ReadLabel): ReadShape {
  if (units !== 'fraction' || shape.kind !== 'box') return shape;
  const [left, top, w, h] = shape.box;
  return { kind: 'box', box: [left * width, top * height, w * width, h * height] };
}

const readable = formats.filter(({ id, reader, sortImage }) => reader && !sortImage && !/^(?:coco|yolo|voc)/.test(id));
/** Labels are pixels there: objects that overlap would not come back. */
const painted = ['masks', 'npy', 'cityscapes', 'nifti', 'dicom-seg'];
const isPainted = (id: string): boolean => painted.includes(id);

describe('what is written is read back', () => {
  test.each(readable.filter(({ id }) => !isPainted(id)).map(({ id }) => id))('%s', (id) => {
    const format = readable.find((one) => one.id === id);
    const kinds = format?.shapes ?? [];
    const labels = fc.array(
      fc.constantFrom(...kinds).chain((kind) =>
        fc.record({
          shape: shapes[kind],
          first: fc.boolean(),
          group: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
        }),
      ),
      { maxLength: 6 },
    );
    fc.assert(
      fc.property(fc.array(labels, { maxLength: 3 }), (made) => {
        const items = made.map((list, index): ExportItem => ({
          ...{ id: (index + 1) as ItemId, imagePath: `images/ä b/${index}.x.jpg`, stem: `ä b/${index}.x` },
          ...{ widthPx: width, heightPx: height },
          labels: list.map(({ shape, first, group }): ExportLabel => ({
            classId: (shape.kind === 'keypoints' ? 9 : first ? 3 : 8) as ClassId,
            ...{ shape, score: null },
            ...(format?.holdsGroups && group ? { groupId: group as GroupId } : {}),
          })),
        }));
        const files: Record<string, Uint8Array> = {};
        const append = (path: string, piece: string | Uint8Array): void => {
          files[path] = Buffer.concat([files[path] ?? Buffer.alloc(0), Buffer.from(piece as string)]);
        };
        const writer = format?.createWriter(
          { projectName: 'p', classes, createdAt: '2026-01-01T00:00:00Z' },
          append,
          () => undefined,
        );
        for (const item of items) writer?.item(item);
        writer?.finish();
        const tree = memoryTree(files, 100);
        const reader = format?.reader;
        if (!reader) throw new Error('it has a reader');
        if (items.some((item) => item.labels.length > 0)) expect(reader.recognise(tree)?.sure).toBeGreaterThan(0.5);
        const { classes: read, images, labels: found, problems } = readRecords(reader, tree);
        expect(problems).toEqual([]);
        const names = new Map(read.map(({ ref, name }) => [ref, name]));
        for (const item of items) {
          const image = images.find(
            ({ path }) =>
              path.includes(item.stem) || `images/${path}`.includes(item.stem) || path === `${item.id - 1}.x.jpg`,
          );
          // Open Images has no line for an image without boxes; DOTA and KITTI know nothing of empty files without others.
          if (item.labels.length === 0 && !image) continue;
          const own = found.filter(({ imageRef }) => imageRef === image?.ref);
          // labelme and VIA keep classes of the image apart, in a set.
          const wanted = id === 'labelme' || id === 'via' ? withSetFirst(item.labels) : item.labels;
          expect(own.map(({ classRef }) => names.get(classRef))).toEqual(
            wanted.map(({ classId }) => nameOf.get(classId)),
          );
          for (const [at, label] of wanted.entries()) {
            const [got, want] = [toNumbers(inPixels(own[at] as ReadLabel)), toNumbers(expected(label.shape, id))];
            expect(got.said).toEqual(want.said);
            expect(got.numbers).toHaveLength(want.numbers.length);
            for (const [index, number] of want.numbers.entries())
              expect(Math.abs((got.numbers[index] ?? NaN) - number)).toBeLessThan(1e-6 * 640);
          }
          const groupsOf = (list: readonly (string | undefined)[]): number[] =>
            list.map((group) => (group === undefined ? -1 : list.indexOf(group)));
          if (format?.holdsGroups && id !== 'labelme')
            expect(groupsOf(own.map(({ group }) => group))).toEqual(groupsOf(wanted.map(({ groupId }) => groupId)));
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(painted)('%s', (id) => {
    const format = readable.find((one) => one.id === id);
    fc.assert(
      fc.property(shapes.mask, shapes.mask, (lower, upper) => {
        const files: Record<string, Uint8Array> = {};
        const writer = format?.createWriter(
          { projectName: 'p', classes, createdAt: '' },
          (path, piece) =>
            void (files[path] = Buffer.concat([files[path] ?? Buffer.alloc(0), Buffer.from(piece as string)])),
          (path, part) => {
            files[path] = Buffer.concat([files[path] ?? Buffer.alloc(0), files[part] ?? Buffer.alloc(0)]);
            delete files[part];
          },
        );
        const labels = [lower, upper].map((shape, at) => ({
          classId: (at === 0 ? 3 : 8) as ClassId,
          shape,
          score: null,
        }));
        writer?.item({
          ...{ id: 1 as ItemId, imagePath: 'a.jpg', stem: 'ä/a' },
          widthPx: width,
          heightPx: height,
          labels,
          source: sourceOf(format?.needs, 0, 1, { width, height }),
        });
        writer?.finish();
        if (!format?.reader) throw new Error('it has a reader');
        const { labels: found, images, problems } = readRecords(format.reader, memoryTree(files));
        expect(problems).toEqual([]);
        const path = { nifti: 'scan', dicom: '1.2.3.5.1', none: 'ä/a' }[format.needs ?? 'none'];
        for (const image of images) expect(image).toMatchObject({ path, widthPx: width, heightPx: height });
        expect(images.length).toBeGreaterThan(0);
        // The upper one is whole, the lower one what is seen of it.
        const shapeOf = (name: string) => found.find(({ classRef }) => classRef === name)?.shape;
        expect(shapeOf('细胞')).toEqual(upper);
        if (id === 'dicom-seg') expect(shapeOf('red_cell')).toEqual(lower);
      }),
      { numRuns: 15 },
    );
  });
});

function withSetFirst(labels: readonly ExportLabel[]): readonly ExportLabel[] {
  const whole = [
    ...new Map(labels.filter(({ shape }) => shape.kind === 'whole').map((one) => [one.classId, one])).values(),
  ];
  return [...whole, ...labels.filter(({ shape }) => shape.kind !== 'whole')];
}
