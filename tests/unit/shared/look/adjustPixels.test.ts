import fc from 'fast-check';
import { expect, test } from 'vitest';
import { adjustPixels, toneTable } from '#shared/look/adjustPixels.ts';
import { isNeutralAdjust, neutralAdjust, photoAdjustSchema, photoChannels } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';

const byte = fc.integer({ min: 0, max: 255 });
const color = fc.tuple(byte, byte, byte, byte);
type Color = readonly [red: number, green: number, blue: number, opacity: number];
const unit = fc.double({ min: -1, max: 1, noNaN: true });
const adjusts: fc.Arbitrary<PhotoAdjust> = fc.record({
  brightness: unit,
  contrast: unit,
  gamma: fc.double({ min: 0.2, max: 5, noNaN: true }),
  saturation: unit,
  isInverted: fc.boolean(),
  channel: fc.constantFrom(...photoChannels),
  window: fc.constant('automatic' as const),
});

function show(pixel: Color, adjust: Partial<PhotoAdjust>): number[] {
  const bytes = new Uint8ClampedArray(pixel);
  const pixels = new Uint32Array(bytes.buffer);
  adjustPixels(pixels, pixels, { ...neutralAdjust, ...adjust });
  return [...bytes];
}

test('neutral settings change no pixel', () => {
  expect(isNeutralAdjust(neutralAdjust)).toBe(true);
  fc.assert(
    fc.property(color, (pixel) => {
      expect(show(pixel, {})).toEqual(pixel);
    }),
  );
});

test('opacity stays, whatever the settings', () => {
  fc.assert(
    fc.property(color, adjusts, (pixel, adjust) => {
      expect(show(pixel, adjust)[3]).toBe(pixel[3]);
    }),
  );
});

test('lighter stays lighter, and darker when it is inverted', () => {
  fc.assert(
    fc.property(adjusts, (adjust) => {
      const table = [...toneTable(adjust)];
      const sorted = [...table].sort((a, b) => (adjust.isInverted ? b - a : a - b));
      expect(table).toEqual(sorted);
    }),
  );
});

test('inverted twice is as it was', () => {
  fc.assert(
    fc.property(color, ([red, green, blue]) => {
      const [r = 0, g = 0, b = 0] = show([red, green, blue, 255], { isInverted: true });
      expect([r, g, b]).toEqual([255 - red, 255 - green, 255 - blue]);
      expect(show([r, g, b, 255], { isInverted: true })).toEqual([red, green, blue, 255]);
    }),
  );
});

test('each channel is shown as grey, and lightness as the eye weighs it', () => {
  const pixel: Color = [200, 100, 50, 255];
  expect(show(pixel, { channel: 'red' })).toEqual([200, 200, 200, 255]);
  expect(show(pixel, { channel: 'green' })).toEqual([100, 100, 100, 255]);
  expect(show(pixel, { channel: 'blue' })).toEqual([50, 50, 50, 255]);
  expect(show(pixel, { channel: 'luma' })).toEqual([117, 117, 117, 255]);
  // One channel alone has no saturation.
  expect(show(pixel, { channel: 'red', saturation: -1 })).toEqual([200, 200, 200, 255]);
});

test('greys have no colour to strengthen, and colours lose all of it at the end', () => {
  fc.assert(
    fc.property(byte, unit, (value, saturation) => {
      expect(show([value, value, value, 255], { saturation })).toEqual([value, value, value, 255]);
    }),
  );
  expect(show([200, 100, 50, 255], { saturation: -1 })).toEqual([117, 117, 117, 255]);
  expect(show([120, 100, 100, 255], { saturation: 1 })).toEqual([168, 88, 88, 255]);
});

test('brightness and contrast reach their ends, gamma keeps black and white', () => {
  expect(show([0, 128, 255, 255], { brightness: 1 })).toEqual([255, 255, 255, 255]);
  expect(show([0, 128, 255, 255], { brightness: -1 })).toEqual([0, 0, 0, 255]);
  expect(show([0, 90, 255, 255], { contrast: -1 })).toEqual([128, 128, 128, 255]);
  expect(show([0, 90, 200, 255], { contrast: 1 })).toEqual([0, 0, 255, 255]);
  expect(show([0, 64, 255, 255], { gamma: 2 })).toEqual([0, 128, 255, 255]);
});

test('settings of the file are taken only when all of them make sense', () => {
  expect(photoAdjustSchema.safeParse({ ...neutralAdjust, gamma: 0 }).success).toBe(false);
  expect(photoAdjustSchema.safeParse({ ...neutralAdjust, channel: 'cyan' }).success).toBe(false);
  expect(photoAdjustSchema.parse({ ...neutralAdjust, contrast: 0.5 }).contrast).toBe(0.5);
});
