import fc from 'fast-check';
import { expect, test } from 'vitest';
import { framePart, fromPart, partIndex } from '#shared/geometry/photoPart.ts';

const photo = { width: 4000, height: 3000 };

test('a whole photo is scaled down to half a megapixel', () => {
  expect(framePart([-50, -20, 4100, 3100], photo)).toEqual({ box: [0, 0, 4000, 3000], width: 816, height: 612 });
});

test('a small visible part comes at full size with what is around it', () => {
  const frame = framePart([1000, 1000, 100, 80], photo);
  expect(frame?.box).toEqual([655, 724, 790, 632]);
  expect([frame?.width, frame?.height]).toEqual([790, 632]);
});

test('beside the photo there is nothing', () => {
  expect(framePart([-100, 0, 100, 100], photo)).toBeNull();
  expect(framePart([0, 3000, 100, 100], photo)).toBeNull();
});

test('what is visible of the photo is in the part, and the part in the photo and not too large', () => {
  const length = fc.integer({ min: 1, max: 6000 });
  const place = fc.double({ min: -2000, max: 6000, noNaN: true });
  fc.assert(
    fc.property(place, place, length, length, length, length, (x, y, width, height, across, down) => {
      const image = { width: across, height: down };
      const frame = framePart([x, y, width, height], image);
      const [x0, x1] = [Math.max(0, x), Math.min(across, x + width)];
      const [y0, y1] = [Math.max(0, y), Math.min(down, y + height)];
      if (x1 - x0 > 0 && y1 - y0 > 0) expect(frame).not.toBeNull();
      if (!frame) return;
      const [left, top, wide, high] = frame.box;
      expect(left >= 0 && top >= 0 && left + wide <= across && top + high <= down).toBe(true);
      expect(left <= x0 && top <= y0 && left + wide >= x1 && top + high >= y1).toBe(true);
      expect(frame.width * frame.height).toBeLessThan(510_000);
      const last = frame.width * frame.height - 1;
      expect(partIndex(frame, fromPart(frame, frame.width - 0.5, frame.height - 0.5))).toBe(last);
      expect(partIndex(frame, fromPart(frame, frame.width + 0.5, 0.5))).toBe(-1);
    }),
  );
});
