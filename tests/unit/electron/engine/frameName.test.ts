import { expect, test } from 'vitest';
import { frameName, frameReference } from '#engine/datasets/frameName.ts';

test.each([
  ['scan.dcm', 0, 1, 'scan.png'],
  ['a/scan.dcm', 11, 40, 'a/scan-012.png'],
  ['a.b/scan', 0, 2, 'a.b/scan-001.png'],
  ['head.nii.gz', 90, 91, 'head-091.png'],
  ['head.nii.gz', 120, 91, 'head-121.png'],
  ['long.dcm', 4, 12_000, 'long-00005.png'],
])('%s, frame %i of %i: %s', (path, frame, frameCount, name) => {
  expect(frameName({ path, frame, frameCount })).toBe(name);
});

test('what stays in its place is named with its frame', () => {
  expect(frameReference('/x/scan.dcm', { frame: 11, frameCount: 40 })).toBe('/x/scan.dcm#12');
  expect(frameReference('/x/scan.dcm', { frame: 0, frameCount: 1 })).toBe('/x/scan.dcm');
});
