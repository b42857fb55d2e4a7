import { describe, expect, it } from 'vitest';
import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { combineAreas } from '#shared/geometry/areas.ts';
import type { Area } from '#shared/geometry/areas.ts';
import { ringsToRuns, runsArea } from '#shared/geometry/runs.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';
import { maskOf, maskRuns } from '#shared/shapes/mask/maskGeometry.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { mergeTiles } from '#models/post/seams/mergeTiles.ts';
import type { Found, MergeRules } from '#models/post/seams/mergeTiles.ts';
import { planViews } from '#models/views/planViews.ts';
import type { Crop } from '#models/views/planViews.ts';
import { greedyNmm } from '#tests/support/reference/greedyNmm.ts';
import { cardOf, createRandom, optionsOf } from '../../views/support.ts';

const image = { width: 1000, height: 800 };
const all: Crop = [0, 0, 1000, 800];
const rules: MergeRules = { image, region: all, iou: 0.45, isClassBlind: false };
const crops = planViews(image, cardOf(256, 256), optionsOf({ tile: 256 })).views.map(({ crop }) => crop);
const [, ...tiles] = crops;

function part(box: Box, [left, top, width, height]: Crop): Box | null {
  const [x, y] = [Math.max(box[0], left), Math.max(box[1], top)];
  const [right, bottom] = [Math.min(box[0] + box[2], left + width), Math.min(box[1] + box[3], top + height)];
  return right - x >= 3 && bottom - y >= 3 ? [x, y, right - x, bottom - y] : null;
}

const seen = (box: Box, score = 0.8, className = 'a'): RawPrediction => ({
  className,
  score,
  shape: { kind: 'box', box },
});

/** What a detector that sees all would say of each tile: the parts of the objects in it. */
const look = (objects: readonly Box[], where: readonly Crop[], shake = (): number => 0): Found[] =>
  where.map((crop) => ({
    crop,
    predictions: objects.flatMap((object) => {
      const box = part(object, crop);
      if (!box) return [];
      const shaken = box.map((side) => side + shake()) as unknown as Box;
      return [seen(part(shaken, crop) ?? box, 0.5 + shake() / 100)];
    }),
  }));

const boxesOf = (predictions: readonly RawPrediction[]): Box[] =>
  predictions.flatMap(({ shape }) => (shape.kind === 'box' ? [shape.box] : []));

/** Each object once: how well the worst of them was found. */
function worst(objects: readonly Box[], found: readonly Box[]): number {
  expect(found).toHaveLength(objects.length);
  return Math.min(...objects.map((object) => Math.max(...found.map((box) => iou(object, box)))));
}

/** Objects apart from each other, of any size up to `largest`. */
function scatter(random: () => number, largest: number): Box[] {
  const objects: Box[] = [];
  for (let round = 0; round < 200 && objects.length < 25; round += 1) {
    const [width, height] = [8 + random() * (largest - 8), 8 + random() * (largest - 8)];
    const box: Box = [random() * (1000 - width), random() * (800 - height), width, height];
    const wide: Box = [box[0] - 4, box[1] - 4, width + 8, height + 8];
    if (objects.every((other) => iou(wide, other) === 0)) objects.push(box);
  }
  return objects;
}

describe('objects over seams', () => {
  it('are one each, as large as they are: also those that no tile holds', () => {
    const random = createRandom(5);
    for (let round = 0; round < 40; round += 1) {
      const objects = scatter(random, 600);
      expect(worst(objects, boxesOf(mergeTiles(look(objects, tiles), rules)))).toBeGreaterThan(0.999);
      // The whole image beside the tiles changes nothing.
      expect(worst(objects, boxesOf(mergeTiles(look(objects, crops), rules)))).toBeGreaterThan(0.999);
    }
  });

  it('are one each where the detector is a few pixels off', () => {
    const random = createRandom(6);
    const shake = (): number => 4 * (random() - 0.5);
    let [found, wanted] = [0, 0];
    for (let round = 0; round < 40; round += 1) {
      const objects = scatter(random, 300).filter(([, , width, height]) => Math.min(width, height) > 25);
      const boxes = boxesOf(mergeTiles(look(objects, crops, shake), rules));
      wanted += objects.length;
      found += boxes.length;
      for (const object of objects) expect(Math.max(...boxes.map((box) => iou(object, box)))).toBeGreaterThan(0.7);
    }
    expect(Math.abs(found - wanted) / wanted).toBeLessThan(0.02);
  });

  it('are what SAHI makes of them where they are no larger than the overlap', () => {
    const random = createRandom(7);
    const sorted = (boxes: readonly Box[]): Box[] => [...boxes].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    for (let round = 0; round < 40; round += 1) {
      const objects = scatter(random, 50);
      // A detector is surer of what it sees more of.
      const found = look(objects, tiles).map(({ crop, predictions }): Found => ({
        crop,
        predictions: boxesOf(predictions).map((box) => seen(box, 0.5 + (box[2] * box[3]) / 1e5)),
      }));
      const reference = greedyNmm(
        found.flatMap(({ predictions }) =>
          boxesOf(predictions).map((box) => ({ box, score: 0.5 + (box[2] * box[3]) / 1e5 })),
        ),
      );
      const got = sorted(boxesOf(mergeTiles(found, rules)));
      const wanted = sorted(reference.map(({ box }) => box));
      expect(got).toHaveLength(wanted.length);
      for (const [at, box] of wanted.entries())
        for (const side of [0, 1, 2, 3] as const) expect(got[at]?.[side]).toBeCloseTo(box[side], 9);
    }
  });
});

describe('objects that are two', () => {
  it('stay two beside each other at a seam', () => {
    const pair: Box[] = [
      [190, 100, 30, 60],
      [222, 100, 30, 60],
    ];
    expect(worst(pair, boxesOf(mergeTiles(look(pair, crops), rules)))).toBeGreaterThan(0.999);
  });

  it('stay two where a small one lies before a large one of its class', () => {
    const nested: Box[] = [
      [20, 20, 150, 150],
      [60, 60, 40, 40],
    ];
    expect(worst(nested, boxesOf(mergeTiles(look(nested, crops), rules)))).toBeGreaterThan(0.999);
    // That is where intersection over the smaller alone makes one of them.
    expect(greedyNmm(nested.map((box) => ({ box, score: 0.5 })))).toHaveLength(1);
  });

  it('stay two where a model that saw both told them apart, and where their classes differ, unless classes do not count', () => {
    const predictions = [seen([20, 20, 60, 60], 0.9), seen([24, 20, 60, 60], 0.6)];
    expect(mergeTiles([{ crop: tiles[0]!, predictions }], rules)).toHaveLength(2);
    const apart: Found[] = [
      { crop: tiles[0]!, predictions: [seen([210, 20, 30, 30], 0.9, 'a')] },
      { crop: tiles[1]!, predictions: [seen([211, 20, 30, 30], 0.8, 'b')] },
    ];
    expect(mergeTiles(apart, rules)).toHaveLength(2);
    expect(mergeTiles(apart, { ...rules, isClassBlind: true })).toMatchObject([{ className: 'a', score: 0.9 }]);
  });
});

describe('who saw all of an object', () => {
  it('decides where it ends, and the higher score stays', () => {
    const found: Found[] = [
      { crop: all, predictions: [seen([150, 100, 200, 60], 0.4)] },
      { crop: tiles[0]!, predictions: [seen([148, 96, 108, 70], 0.9)] },
    ];
    expect(mergeTiles(found, rules)).toEqual([seen([150, 100, 200, 60], 0.9)]);
  });

  it('at the border of a region nobody did: what is there stays as it is', () => {
    const region: Crop = [100, 100, 256, 256];
    const edge = seen([100, 100, 20, 20]);
    expect(mergeTiles([{ crop: region, predictions: [edge] }], { ...rules, region })).toEqual([edge]);
  });
});

/** A disc of 64 corners. */
const disc = (cx: number, cy: number, radius: number): number[] =>
  Array.from({ length: 64 }, (_, at) => (2 * Math.PI * at) / 64).flatMap((angle) => [
    cx + radius * Math.cos(angle),
    cy + radius * Math.sin(angle),
  ]);

const rectangle = ([x, y, width, height]: Crop): Area => [[[x, y, x + width, y, x + width, y + height, x, y + height]]];

describe('outlines over seams', () => {
  const rings = [
    disc(400, 400, 230),
    disc(400, 400, 60)
      .toReversed()
      .flatMap((_, at, points) => [points[at ^ 1]!]),
  ];
  const wanted = runsArea(ringsToRuns(rings, image));

  it('of polygons are one polygon with its hole', () => {
    const found = tiles.map((crop): Found => ({
      crop,
      predictions: combineAreas('intersect', [rings], rectangle(crop)).map((one) => ({
        ...{ className: 'a', score: 0.9, shape: { kind: 'polygon', rings: one } },
      })),
    }));
    const [only, ...others] = mergeTiles(found, rules);
    expect(others).toEqual([]);
    if (only?.shape.kind !== 'polygon') throw new Error('a polygon');
    expect(only.shape.rings).toHaveLength(2);
    expect(runsArea(ringsToRuns(only.shape.rings, image)) / wanted).toBeCloseTo(1, 3);
  });

  it('of masks are one mask of the same pixels', () => {
    const found = tiles.map((crop): Found => {
      const area = combineAreas('intersect', [rings], rectangle(crop));
      const runs = ringsToRuns(area.flat(), image);
      return {
        crop,
        predictions: runsArea(runs) === 0 ? [] : [{ className: 'a', score: 0.9, shape: maskOf(runs, image) }],
      };
    });
    const [only, ...others] = mergeTiles(found, rules);
    expect(others).toEqual([]);
    if (only?.shape.kind !== 'mask') throw new Error('a mask');
    expect(runsArea(maskRuns(only.shape)) / wanted).toBeCloseTo(1, 3);
  });
});

describe('turned boxes over a seam', () => {
  it('are the box of their angle around both', () => {
    const angle = 0.1;
    const turned = (from: number, to: number): Shape => {
      const [middle, length] = [(from + to) / 2, to - from];
      return {
        ...{ kind: 'rotatedBox', size: [length, 20], angle },
        centre: [200 + middle * Math.cos(angle), 100 + middle * Math.sin(angle)],
      };
    };
    const found: Found[] = [
      { crop: tiles[0]!, predictions: [{ className: 'a', score: 0.9, shape: turned(-80, 54) }] },
      { crop: tiles[1]!, predictions: [{ className: 'a', score: 0.8, shape: turned(3, 100) }] },
    ];
    const [only, ...others] = mergeTiles(found, rules);
    expect(others).toEqual([]);
    const wanted = geometryOf(turned(-80, 100)).bounds(turned(-80, 100))!;
    const got = geometryOf(only!.shape).bounds(only!.shape)!;
    for (const side of [0, 1, 2, 3] as const) expect(got[side]).toBeCloseTo(wanted[side], 6);
  });
});
