import { expect, test } from 'vitest';
import { defaultLook, lookToKeep, parseLook } from '#shared/look/canvasLook.ts';
import { neutralAdjust } from '#shared/look/photoAdjust.ts';

const inverted = { ...neutralAdjust, isInverted: true };

test('what was stored is there again', () => {
  const look = { ...defaultLook, adjust: inverted, isKept: true };
  expect(parseLook(JSON.parse(JSON.stringify(look)))).toEqual(look);
});

test('what makes no sense is as it is by default, the rest is kept', () => {
  for (const stored of [undefined, null, 'dark', [], {}]) expect(parseLook(stored)).toEqual(defaultLook);
  expect(parseLook({ adjust: { ...inverted, gamma: 99 }, isKept: true })).toEqual({ ...defaultLook, isKept: true });
});

test('the photo is as its file has it after a restart, unless a person wants it to stay', () => {
  expect(lookToKeep({ ...defaultLook, adjust: inverted })).toEqual(defaultLook);
  expect(lookToKeep({ ...defaultLook, adjust: inverted, isKept: true }).adjust).toEqual(inverted);
});
