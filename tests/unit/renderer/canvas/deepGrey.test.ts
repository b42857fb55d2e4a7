import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { flipAcross, turnRight, upright } from '#shared/geometry/orientation.ts';
import { screenPoint } from '#shared/geometry/points.ts';
import { fitView, toImage } from '#shared/geometry/viewTransform.ts';
import type { DeepGrey } from '../../../../renderer/canvas/photo.ts';
import { sampleOf } from '../../../../renderer/canvas/photo.ts';
import { paintGrey } from '../../../../renderer/canvas/paintGrey.ts';
import { shrinkGrey } from '../../../../renderer/canvas/shrinkGrey.ts';

const image = { width: 5, height: 3 };
const levels = { darkest: 0, low: 0, middle: 7, high: 14, brightest: 14 };
/** Each sample is its own index. */
const deep: DeepGrey = { ...image, levels, samples: Uint16Array.from({ length: 15 }, (_, index) => index) };
/** What is painted tells which sample it was. */
const shades = Uint32Array.from({ length: 65_536 }, (_, value) => 0xff_00_00_00 + value * 0x01_01_01);

class FakeImageData {
  readonly data: Uint8ClampedArray;
  readonly width: number;
  readonly height: number;
  constructor(width: number, height: number) {
    [this.width, this.height] = [width, height];
    this.data = new Uint8ClampedArray(4 * width * height);
  }
}
beforeAll(() => vi.stubGlobal('ImageData', FakeImageData));
afterAll(() => vi.unstubAllGlobals());

const quarters = [upright, turnRight(upright), turnRight(turnRight(upright)), turnRight(turnRight(turnRight(upright)))];
const orientations = quarters.flatMap((one) => [one, flipAcross(one)]);

test.each(orientations)('each pixel of the screen shows the sample that lies there, turned %o', (orientation) => {
  const canvas = { width: 143, height: 129 };
  const view = fitView(image, canvas, orientation);
  let painted: { data: FakeImageData; left: number; top: number } | null = null;
  const context = {
    canvas,
    putImageData: (data: FakeImageData, left: number, top: number) => (painted = { data, left, top }),
  };
  paintGrey(context as unknown as CanvasRenderingContext2D, deep, image, view, shades);
  if (!painted) throw new Error('something was painted');
  const { data, left, top } = painted as { data: FakeImageData; left: number; top: number };
  const wrong: unknown[] = [];
  let inside = 0;
  for (let y = 0; y < data.height; y += 1)
    for (let x = 0; x < data.width; x += 1) {
      const at = toImage(view, screenPoint(left + x + 0.5, top + y + 0.5));
      const [column, row] = [Math.floor(at.x), Math.floor(at.y)];
      const isInside = column >= 0 && row >= 0 && column < image.width && row < image.height;
      const [grey, , , opacity] = data.data.subarray(4 * (y * data.width + x));
      inside += isInside ? 1 : 0;
      if (isInside ? grey !== row * image.width + column || opacity !== 255 : opacity !== 0) wrong.push([x, y]);
    }
  expect(wrong).toEqual([]);
  expect(inside).toBeGreaterThan(100);
});

test('a part is the middle of the samples that its pixels stand for', () => {
  const whole = shrinkGrey(deep, { box: [0, 0, 5, 3], width: 5, height: 3 }, shades);
  expect([...whole].filter((_, at) => at % 4 === 0)).toEqual([...deep.samples]);
  const small = shrinkGrey(deep, { box: [1, 0, 4, 2], width: 2, height: 1 }, shades);
  // 1, 2, 6 and 7; then 3, 4, 8 and 9.
  expect([...small]).toEqual([4, 4, 4, 255, 6, 6, 6, 255]);
});

test('the value of a pixel is exact in an image, and the middle of several in its overview', () => {
  expect(sampleOf(deep, image, 4, 2)).toEqual({ value: 14, isExact: true });
  expect(sampleOf(deep, { width: 50, height: 30 }, 49, 29)).toEqual({ value: 14, isExact: false });
  expect(sampleOf(deep, image, 4, 3)).toBeNull();
});
