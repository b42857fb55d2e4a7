import { expect, test } from 'vitest';
import { turnRight, upright } from '#shared/geometry/orientation.ts';
import { defaultLook, lookToKeep, parseLook } from '#shared/look/canvasLook.ts';
import { neutralAdjust } from '#shared/look/photoAdjust.ts';

const turned = turnRight(upright);
const inverted = { ...neutralAdjust, isInverted: true };

test('what was stored is there again', () => {
  const look = { ...defaultLook, adjust: inverted, orientation: turned, isKept: true };
  expect(parseLook(JSON.parse(JSON.stringify(look)))).toEqual(look);
});

test('what makes no sense is as it is by default, the rest is kept', () => {
  for (const stored of [undefined, null, 'dark', [], {}]) expect(parseLook(stored)).toEqual(defaultLook);
  for (const orientation of [{ xx: 2, xy: 0, yx: 0, yy: 1 }, { xx: 1, xy: 1, yx: 0, yy: 1 }, { xx: 1 }])
    expect(parseLook({ orientation })).toEqual(defaultLook);
  expect(parseLook({ adjust: { ...inverted, gamma: 99 }, isKept: true })).toEqual({ ...defaultLook, isKept: true });
});

test('the photo is as its file has it after a restart, unless a person wants it to stay', () => {
  expect(lookToKeep({ ...defaultLook, adjust: inverted, orientation: turned })).toEqual(defaultLook);
  expect(lookToKeep({ ...defaultLook, adjust: inverted, isKept: true }).adjust).toEqual(inverted);
});
