import { expect, test } from 'vitest';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import { cardOf, cells, decode, exported, tensorOf } from './support.ts';

const names = "{0: 'a', 1: 'b', 2: 'c'}";
const prototypeShape = [1, 2, 16, 16];

/** The first is positive in a disc of radius 4 cells about the middle, the second everywhere. */
function prototypes() {
  const data = new Float32Array(2 * 256).fill(1);
  for (let cell = 0; cell < 256; cell += 1)
    data[cell] = 4 - Math.hypot((cell % 16) + 0.5 - 8, Math.floor(cell / 16) + 0.5 - 8);
  return { name: '', dtype: 'float32', dims: prototypeShape, data };
}

test('of three layouts the same object comes with the same outline, cut at its box', () => {
  const layouts = [
    { shape: [1, 9, cells], rows: cells, turned: true, scores: [0.1, 0.8, 0] },
    { shape: [1, cells, 9], rows: cells, turned: false, scores: [0.1, 0.8, 0] },
    { shape: [1, 3 * cells, 10], rows: 3 * cells, turned: false, scores: [0.9, 0.1, 0.8 / 0.9, 0] },
  ];
  for (const { shape, rows, turned, scores } of layouts) {
    const of = exported({ names, task: 'segment' }, shape, prototypeShape);
    const card = cardOf(of);
    expect(card).toMatchObject({ family: 'yoloSegment', task: 'segment', classes: ['a', 'b', 'c'] });
    expect(findFamily('yoloSegment')?.classCount(of, card)).toBe(3);
    // Its box leaves the right third of the disc out; once more, worse; and one whose mask is nothing.
    const objects = [
      [26, 32, 24, 40, ...scores, 1, 0],
      [26, 33, 24, 40, ...scores.map((score) => score * 0.8), 1, 0],
      [10, 10, 10, 10, ...scores, 0, -1],
    ];
    const outputs = [tensorOf(objects, rows, turned), prototypes()];
    const [found, ...others] = decode(card, outputs, [128, 128]);
    expect(others).toEqual([]);
    expect(found?.className).toBe('b');
    expect(found?.score).toBeCloseTo(0.8, 5);
    // A disc of 32 pixels about the middle of the image, up to x = 76: 16 wide on the left, 12 on the right.
    const bounds = found && geometryOf(found.shape).bounds(found.shape);
    for (const [at, value] of [32, 32, 44, 64].entries()) expect(Math.abs((bounds?.[at] ?? 0) - value)).toBeLessThan(3);
    // Half the disc, and what lies between its middle and 12 pixels to the right.
    const cut = 1024 * Math.asin(12 / 32) + 12 * Math.sqrt(1024 - 144);
    const area = found ? geometryOf(found.shape).area(found.shape) : 0;
    expect(Math.abs(area - ((Math.PI * 1024) / 2 + cut))).toBeLessThan(90);
    const [mask] = decode({ ...card, output: { ...card.output, as: 'mask' } }, outputs, [128, 128]);
    expect(mask?.shape).toMatchObject({ kind: 'mask', size: [128, 128] });
    expect(Math.abs((mask ? geometryOf(mask.shape).area(mask.shape) : 0) - area)).toBeLessThan(60);
  }
});

test('of an object in two parts a polygon has the larger one, a mask both', () => {
  const split = prototypes();
  for (let cell = 0; cell < 256; cell += 1) split.data[cell] = [6, 7].includes(cell % 16) ? -2 : 1;
  const card = cardOf(exported({ names, task: 'segment' }, [1, 9, cells], prototypeShape));
  const outputs = [tensorOf([[32, 32, 64, 64, 0.9, 0, 0, 1, 0]], cells, true), split];
  const areaOf = (as: 'polygon' | 'mask'): number => {
    const [found] = decode({ ...card, output: { ...card.output, as } }, outputs, [64, 64]);
    return found ? geometryOf(found.shape).area(found.shape) : 0;
  };
  // Six and eight cells of four pixels, less or more by where the line between them is drawn.
  expect(Math.abs(areaOf('polygon') - 32 * 64)).toBeLessThan(4 * 64);
  expect(Math.abs(areaOf('mask') - 56 * 64)).toBeLessThan(8 * 64);
  expect(areaOf('mask')).toBeGreaterThan(areaOf('polygon') + 20 * 64);
});

test('without names only counts that fit the grids are known', () => {
  expect(cardOf(exported({}, [1, 116, cells], [1, 32, 16, 16]))).toMatchObject({ output: { layout: 'yolov8' } });
  expect(cardOf(exported({}, [1, 116, cells], [1, 32, 16, 16])).classes).toHaveLength(80);
  expect(cardOf(exported({}, [1, 3 * cells, 117], [1, 32, 16, 16]))).toMatchObject({ output: { layout: 'yolov5' } });
  expect(() => cardOf(exported({}, [1, 116, 60], [1, 32, 16, 16]))).toThrow();
  expect(cardOf(exported({ names, task: 'segment' }, [1, 'a', 'n'], prototypeShape))).toMatchObject({ output: {} });
});
