import fc from 'fast-check';
import { expect, test } from 'vitest';
import { measureLevels } from '#shared/look/greyLevels.ts';
import { greyShades, greyTable, greyValues } from '#shared/look/greyTable.ts';
import { chooseWindow, showInWindow, toWindow, windowPresets } from '#shared/look/greyWindow.ts';
import {
  isEqualAdjust,
  isNeutralAdjust,
  neutralAdjust,
  photoAdjustSchema,
  withoutWindow,
} from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { stretchGrey } from '#shared/look/stretchGrey.ts';

const levels = { darkest: 100, low: 1_000, middle: 2_000, high: 5_000, brightest: 60_000 };
const windows = fc.record({ centre: fc.integer({ min: 0, max: 65_535 }), width: fc.integer({ min: 1, max: 65_536 }) });
const tableOf = (adjust: Partial<PhotoAdjust>): Uint8ClampedArray => greyTable({ ...neutralAdjust, ...adjust }, levels);

test('a table has an entry for each of the 65,536 values', () => {
  expect(tableOf({})).toHaveLength(65_536);
  expect(greyShades(neutralAdjust, levels)).toHaveLength(greyValues);
});

test('at the edges of a window it is exact: the last black, the first white, and between them a straight line', () => {
  // DICOM's own example of a window: centre 2048, width 4096 shows 0 to 4095 with nothing lost at either end.
  const window = { centre: 2_048, width: 4_096 };
  expect([0, 1, 4_094, 4_095, 4_096].map((value) => showInWindow(window, value))).toEqual([
    0,
    expect.closeTo(1 / 4_095, 12),
    expect.closeTo(4_094 / 4_095, 12),
    1,
    1,
  ]);
  const table = tableOf({ window });
  expect([table[0], table[4_095], table[65_535]]).toEqual([0, 255, 255]);
  expect([table[8], table[9]]).toEqual([0, 1]);
});

test('a window of two values tells neighbours apart, one of a single value is a threshold', () => {
  const two = tableOf({ window: { centre: 30_001, width: 2 } });
  expect([two[29_999], two[30_000], two[30_001], two[30_002]]).toEqual([0, 0, 255, 255]);
  const one = tableOf({ window: { centre: 30_000.5, width: 1 } });
  expect([one[30_000], one[30_001]]).toEqual([0, 255]);
});

test('brighter samples are never shown darker, inverted never brighter', () => {
  fc.assert(
    fc.property(windows, fc.boolean(), fc.double({ min: 0.2, max: 5, noNaN: true }), (window, isInverted, gamma) => {
      const table = tableOf({ window, isInverted, gamma });
      for (let value = 1; value < table.length; value += 1) {
        const step = (table[value] ?? 0) - (table[value - 1] ?? 0);
        if (isInverted ? step > 0 : step < 0) throw new Error(`a step of ${step} at ${value}`);
      }
    }),
    { numRuns: 25 },
  );
});

test('black is black and white is white in every window, whatever lies outside', () => {
  fc.assert(
    fc.property(windows, fc.integer({ min: 0, max: 65_535 }), (window, value) => {
      const shown = showInWindow(window, value);
      expect(shown).toBeGreaterThanOrEqual(0);
      expect(shown).toBeLessThanOrEqual(1);
      if (value < window.centre - window.width / 2) expect(shown).toBe(0);
      if (value > window.centre + window.width / 2) expect(shown).toBe(1);
    }),
  );
});

test('the presets follow what the image holds', () => {
  const edges = windowPresets.map((preset) => {
    const window = chooseWindow(preset, levels);
    const shown = Array.from({ length: 65_536 }, (_, value) => showInWindow(window, value));
    return [preset, shown.lastIndexOf(0), shown.indexOf(1)];
  });
  expect(edges).toEqual([
    ['automatic', 1_000, 5_000],
    ['full', 100, 60_000],
    ['dark', 1_000, 2_000],
    ['bright', 2_000, 5_000],
  ]);
  expect(chooseWindow({ centre: 7, width: 3 }, levels)).toEqual({ centre: 7, width: 3 });
});

test('the automatic window leaves half of a hundredth of the pixels out on either side, but never all there is to see', () => {
  const ramp = Uint16Array.from({ length: 1_000 }, (_, index) => index * 10);
  expect(measureLevels(ramp)).toEqual({ darkest: 0, low: 50, middle: 4_990, high: 9_940, brightest: 9_990 });
  const spot = new Uint16Array(1_000).fill(7);
  spot[3] = 900;
  expect(measureLevels(spot)).toEqual({ darkest: 7, low: 7, middle: 900, high: 900, brightest: 900 });
  expect(measureLevels(new Uint16Array(5).fill(9))).toEqual({ darkest: 9, low: 9, middle: 9, high: 9, brightest: 9 });
  expect(measureLevels(new Uint16Array(0))).toEqual({ darkest: 0, low: 0, middle: 0, high: 0, brightest: 0 });
});

test('the empty ground around an object does not decide what its middle is', () => {
  const onGround = Uint16Array.from({ length: 1_000 }, (_, at) => (at < 600 ? 0 : 1_000 + at));
  expect(measureLevels(onGround)).toMatchObject({ low: 0, middle: 1_796 });
});

test('the middle of a few values is one of them', () => {
  for (const [values, middle] of [
    [[0, 5, 9], 5],
    [[0, 5, 6, 9], 5],
    [[0, 5, 6, 7, 9], 6],
    [[0, 9], 9],
  ] as const)
    expect(measureLevels(Uint16Array.from(values)).middle).toBe(middle);
});

test('levels are in order, and of the image', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: 1, maxLength: 400 }), (values) => {
      const { darkest, low, middle, high, brightest } = measureLevels(Uint16Array.from(values));
      expect([darkest, brightest]).toEqual([Math.min(...values), Math.max(...values)]);
      expect([darkest, low, middle, high, brightest]).toEqual(
        [darkest, low, middle, high, brightest].sort((a, b) => a - b),
      );
    }),
  );
});

test('thumbnails and models see the automatic window', () => {
  const twelveBits = Uint16Array.from({ length: 4_096 }, (_, value) => value);
  const flat = stretchGrey(twelveBits);
  expect([flat[20], flat[4_075], flat[2_048]]).toEqual([0, 255, 128]);
});

test('a window is a setting of its own; images of 8 bits know nothing of it', () => {
  const narrow = { ...neutralAdjust, window: { centre: 500, width: 20 } };
  expect(isNeutralAdjust(narrow)).toBe(false);
  expect(isEqualAdjust(narrow, { ...neutralAdjust, window: { centre: 500, width: 20 } })).toBe(true);
  expect(isEqualAdjust(narrow, { ...neutralAdjust, window: { centre: 501, width: 20 } })).toBe(false);
  expect(withoutWindow(narrow)).toEqual(neutralAdjust);
  // What was stored before there were windows, or makes no sense, is automatic.
  const { window: _, ...before } = { ...neutralAdjust, gamma: 2 };
  expect(photoAdjustSchema.parse(before)).toEqual({ ...before, window: 'automatic' });
  expect(photoAdjustSchema.parse({ ...before, window: { centre: 1, width: 0 } }).window).toBe('automatic');
});

test('a window is of whole numbers, at least one wide, and not endlessly far away', () => {
  expect(toWindow(12.4, 0.2)).toEqual({ centre: 12, width: 1 });
  expect(toWindow(-1e9, 1e9)).toEqual({ centre: -131_072, width: 131_072 });
});
