import { expect, test } from 'vitest';
import { frameName, frameReference } from '#engine/datasets/frameName.ts';
import { splitFrame } from '#engine/datasets/import/imageNames.ts';

const noPlane = { plane: null, slice: null };

test.each([
  ['scan.dcm', 0, 1, 'scan.png'],
  ['a/scan.dcm', 11, 40, 'a/scan-012.png'],
  ['a.b/scan', 0, 2, 'a.b/scan-001.png'],
  ['head.nii.gz', 90, 91, 'head-091.png'],
  ['head.nii.gz', 120, 91, 'head-121.png'],
  ['long.dcm', 4, 12_000, 'long-00005.png'],
])('%s, frame %i of %i: %s', (path, frame, frameCount, name) => {
  expect(frameName({ path, frame, frameCount, ...noPlane })).toBe(name);
});

test('what stays in its place is named with its frame', () => {
  expect(frameReference('/x/scan.dcm', { frame: 11, frameCount: 40, ...noPlane })).toBe('/x/scan.dcm#12');
  expect(frameReference('/x/scan.dcm', { frame: 0, frameCount: 1, ...noPlane })).toBe('/x/scan.dcm');
});

test.each(['coronal', 'sagittal'] as const)('a %s slice is named with its plane and its number in it', (plane) => {
  const place = { path: 'a/head.nii.gz', frame: 102, frameCount: 91, plane, slice: 11 };
  expect(frameName(place)).toBe(`a/head-${plane}-0012.png`);
  expect(frameReference('/x/head.nii.gz', place)).toBe(`/x/head.nii.gz#${plane}-12`);
  expect(splitFrame(`/x/head.nii.gz#${plane}-12`)).toEqual({ path: '/x/head.nii.gz', plane, frame: 11 });
  expect(splitFrame(`a/head-${plane}-0012.png`)).toEqual({ path: 'a/head', plane, frame: 11 });
});

test('an axial slice of a volume is named as it was before there were others', () => {
  const place = { path: 'head.nii.gz', frame: 11, frameCount: 91, plane: 'axial', slice: 11 } as const;
  expect(frameName(place)).toBe('head-012.png');
  expect(frameReference('/x/head.nii.gz', place)).toBe('/x/head.nii.gz#12');
});
