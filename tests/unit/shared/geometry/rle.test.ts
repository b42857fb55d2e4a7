import fc from 'fast-check';
import { expect, test } from 'vitest';
import { imagePoint } from '#shared/geometry/points.ts';
import { rasterize, toRunLengths } from '#shared/geometry/rle.ts';
import { isInside } from '#shared/geometry/rings.ts';

const size = { width: 23, height: 17 };
const place = fc.double({ min: -5, max: 28, noNaN: true });
const rings = fc.array(
  fc.array(fc.tuple(place, place), { minLength: 3, maxLength: 8 }).map((points) => points.flat()),
  { minLength: 1, maxLength: 3 },
);

test('a pixel is set when its centre lies inside, by another way of asking', () => {
  fc.assert(
    fc.property(rings, (made) => {
      const pixels = rasterize(made, size);
      for (let y = 0; y < size.height; y += 1)
        for (let x = 0; x < size.width; x += 1)
          expect([x, y, pixels[y * size.width + x] === 1]).toEqual([
            x,
            y,
            isInside(made, imagePoint(x + 0.5, y + 0.5)),
          ]);
    }),
  );
});

test('run lengths decode to the same pixels: column by column, zeros first', () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 12, maxLength: 12, max: 1 }), (pixels) => {
      const [width, height] = [4, 3];
      const counts = toRunLengths(pixels, { width, height });
      const columns = counts.flatMap((count, at) => Array<number>(count).fill(at % 2));
      expect(columns).toEqual(
        Array.from({ length: 12 }, (_, at) => pixels[(at % height) * width + Math.floor(at / height)]),
      );
    }),
  );
});
