import { describe, expect, it } from 'vitest';
import { skeletonTemplates } from '#shared/model/skeletonTemplates.ts';
import { mirrorJoints } from '#shared/model/mirrorJoints.ts';
import { ringsToRuns } from '#shared/geometry/runs.ts';
import { signedArea } from '#shared/geometry/rings.ts';
import { maskOf } from '#shared/shapes/mask/maskGeometry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { placeImage, toImageBox, toImagePoint } from '#models/families/placement.ts';
import { planViews } from '#models/views/planViews.ts';
import { mirrorShape, toImageShape } from '#models/views/viewShapes.ts';
import { cardOf, createRandom, optionsOf, whole } from './support.ts';

const nobody = new Map<string, string>();
const resizes = ['letterbox', 'letterbox-topleft', 'stretch', 'crop'] as const;
const near = (got: number, wanted: number): void =>
  expect(Math.abs(got - wanted)).toBeLessThanOrEqual(1e-9 * Math.max(1, Math.abs(wanted)));

describe('from the input of a model back to the image', () => {
  it('is exact for any size, tile, resize and side, of points and boxes', () => {
    const random = createRandom(3);
    for (let round = 0; round < 300; round += 1) {
      const image = { width: whole(random, 1, 20_000), height: whole(random, 1, 20_000) };
      const card = cardOf(whole(random, 16, 1280), whole(random, 16, 1280));
      const resize = resizes[round % resizes.length] ?? 'letterbox';
      const tile = whole(random, 1000, 8000);
      const { views } = planViews(image, card, optionsOf({ tile, overlap: random() * 0.5, flip: true }));
      const view = views[whole(random, 0, views.length - 1)]!;
      const [left, top, width, height] = view.crop;
      const placement = placeImage({ ...card, input: { ...card.input, resize } }, width, height);
      // A point of the image in the view, by hand: moved, mirrored, scaled, moved.
      const [x, y] = [left + random() * width, top + random() * height];
      const inView = view.isMirrored ? width - (x - left) : x - left;
      const tensorX = inView * placement.scaleX + placement.offsetX;
      const tensorY = (y - top) * placement.scaleY + placement.offsetY;
      const point = toImagePoint(placement, tensorX, tensorY);
      const back = toImageShape({ kind: 'point', point: [point.x, point.y] }, view, image, nobody);
      if (back.kind !== 'point') throw new Error('a point stays one');
      near(back.point[0], x);
      near(back.point[1], y);
      const [across, down] = [(width - inView) * random(), (top + height - y) * random()];
      const box = toImageBox(
        placement,
        ...([tensorX, tensorY].concat([tensorX + across * placement.scaleX, tensorY + down * placement.scaleY]) as [
          number,
          number,
          number,
          number,
        ]),
      );
      const found = toImageShape({ kind: 'box', box: box ?? [0, 0, 0, 0] }, view, image, nobody);
      if (found.kind !== 'box') throw new Error('a box stays one');
      near(found.box[0], view.isMirrored ? x - across : x);
      near(found.box[1], y);
      near(found.box[2], across);
      near(found.box[3], down);
    }
  });
});

const size = { width: 12, height: 7 };
const star = [2, 1, 9, 2, 8, 6, 3, 5];
const shapes: Shape[] = [
  { kind: 'whole' },
  { kind: 'box', box: [1, 2, 5, 3] },
  { kind: 'rotatedBox', centre: [5, 3], size: [4, 2], angle: 0.5 },
  { kind: 'polygon', rings: [star, [4, 3, 4, 4, 6, 4, 6, 3]] },
  { kind: 'polyline', points: [1, 1, 4, 5, 11, 2] },
  maskOf(ringsToRuns([star], size), size),
  {
    kind: 'keypoints',
    joints: [
      { id: 'left_eye', visibility: 'visible', x: 2, y: 3 },
      { id: 'right_eye', visibility: 'unlabeled', x: 5, y: 1 },
    ],
  },
];
const eyes = new Map([
  ['left_eye', 'right_eye'],
  ['right_eye', 'left_eye'],
]);

describe('left for right', () => {
  it('twice is none, for every kind of shape', () => {
    for (const shape of shapes) expect(mirrorShape(mirrorShape(shape, 12, eyes), 12, eyes)).toEqual(shape);
  });

  it('is where the mirror shows it', () => {
    const mirrored = shapes.map((shape) => mirrorShape(shape, 12, eyes));
    expect(mirrored[1]).toEqual({ kind: 'box', box: [6, 2, 5, 3] });
    expect(mirrored[2]).toEqual({ kind: 'rotatedBox', centre: [7, 3], size: [4, 2], angle: -0.5 });
    const polygon = mirrored[3];
    if (polygon?.kind !== 'polygon') throw new Error('it stays one');
    expect(polygon.rings[0]).toEqual([9, 5, 4, 6, 3, 2, 10, 1]);
    expect(polygon.rings.map((ring) => Math.sign(signedArea(ring)))).toEqual([1, -1]);
    const flipped = star.map((value, at) => (at % 2 === 0 ? 12 - value : value));
    expect(mirrored[5]).toEqual(maskOf(ringsToRuns([flipped], size), size));
    // The mirror shows the right eye where the left one is.
    expect(mirrored[6]).toEqual({
      kind: 'keypoints',
      joints: [
        { id: 'left_eye', visibility: 'unlabeled', x: 7, y: 1 },
        { id: 'right_eye', visibility: 'visible', x: 10, y: 3 },
      ],
    });
  });

  it('knows which joints of a person are each other’s', () => {
    const { joints } = skeletonTemplates.person;
    const partners = mirrorJoints(skeletonTemplates.person);
    const nameOf = (id: string): string => joints.find((joint) => joint.id === id)?.name ?? '';
    const swapped = (name: string): string =>
      name.replace(/left|right/, (side) => (side === 'left' ? 'right' : 'left'));
    for (const { id, name, side } of joints)
      expect(nameOf(partners.get(id) ?? id)).toBe(side === null ? name : swapped(name));
    expect([...partners].length).toBe(joints.filter(({ side }) => side !== null).length);
  });
});

describe('a part of an image', () => {
  it('is where it lies, for every kind of shape', () => {
    const image = { width: 40, height: 30 };
    const view = { crop: [10, 20, 12, 7], isMirrored: false } as const;
    const placed = shapes.map((shape) => toImageShape(shape, view, image, nobody));
    const moved = (points: readonly number[]): number[] => points.map((value, at) => value + (at % 2 === 0 ? 10 : 20));
    expect(placed[0]).toEqual({ kind: 'whole' });
    expect(placed[1]).toEqual({ kind: 'box', box: [11, 22, 5, 3] });
    expect(placed[2]).toMatchObject({ centre: [15, 23], size: [4, 2], angle: 0.5 });
    expect(placed[3]).toEqual({ kind: 'polygon', rings: [moved(star), moved([4, 3, 4, 4, 6, 4, 6, 3])] });
    expect(placed[4]).toEqual({ kind: 'polyline', points: moved([1, 1, 4, 5, 11, 2]) });
    expect(placed[5]).toEqual(maskOf(ringsToRuns([moved(star)], image), image));
    expect(placed[6]).toMatchObject({
      joints: [
        { x: 12, y: 23 },
        { x: 15, y: 21 },
      ],
    });
  });
});
