import { deflateSync } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readDeepPng, readSamples, writeLevels } from '#shared/look/deepPng.ts';

/** Filters a row as an encoder does (W3C PNG, 9.2), independently of how it is read. */
function filterRow(filter: number, row: readonly number[], above: readonly number[]): number[] {
  return row.map((byte, at) => {
    const [a, b, c] = [row[at - 2] ?? 0, above[at] ?? 0, at < 2 ? 0 : (above[at - 2] ?? 0)];
    const p = a + b - c;
    const nearest = [a, b, c].reduce((best, one) => (Math.abs(p - one) < Math.abs(p - best) ? one : best));
    return (byte - ([0, a, b, Math.floor((a + b) / 2), nearest][filter] ?? 0)) & 255;
  });
}

const images = fc
  .record({ width: fc.integer({ min: 1, max: 9 }), height: fc.integer({ min: 1, max: 7 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      samples: fc.array(fc.integer({ min: 0, max: 65_535 }), { minLength: width * height, maxLength: width * height }),
      filters: fc.array(fc.integer({ min: 0, max: 4 }), { minLength: height, maxLength: height }),
    }),
  );

test('samples come back from scanlines with any filters', () => {
  fc.assert(
    fc.property(images, ({ width, height, samples, filters }) => {
      const rows = Array.from({ length: height }, (_, y) =>
        samples.slice(y * width, (y + 1) * width).flatMap((value) => [value >> 8, value & 255]),
      );
      const scanlines = filters.flatMap((filter, y) => [
        filter,
        ...filterRow(filter, rows[y] ?? [], rows[y - 1] ?? []),
      ]);
      expect([...readSamples(Uint8Array.from(scanlines), width, height)]).toEqual(samples);
    }),
  );
});

test('scanlines that are cut off are no picture', () => {
  expect(() => readSamples(new Uint8Array(9), 2, 2)).toThrow();
});

function chunk(name: string, data: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(data.length, 0);
  head.write(name, 4, 'latin1');
  return Buffer.concat([head, data, Buffer.alloc(4)]);
}

function png(depth: number, type: number, interlace: number, ...parts: Uint8Array[]): Uint8Array<ArrayBuffer> {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(3, 0);
  header.writeUInt32BE(2, 4);
  header.set([depth, type, 0, 0, interlace], 8);
  const signature = Buffer.from('89504e470d0a1a0a', 'hex');
  const idat = parts.map((part) => chunk('IDAT', part));
  return new Uint8Array(
    Buffer.concat([
      signature,
      chunk('IHDR', header),
      chunk('tEXt', Buffer.from('a')),
      ...idat,
      chunk('IEND', Buffer.alloc(0)),
    ]),
  );
}

test('only PNG of 16-bit grey is deep; its data may come in parts', () => {
  const data = deflateSync(Buffer.from('what it holds'));
  const deep = readDeepPng(png(16, 0, 0, data.subarray(0, 5), data.subarray(5)));
  expect(deep).toMatchObject({ width: 3, height: 2 });
  expect(Buffer.concat(deep?.compressed ?? [])).toEqual(data);
  expect(deep?.levels).toBeNull();
  for (const other of [
    png(8, 0, 0, data),
    png(16, 2, 0, data),
    png(16, 0, 1, data),
    new Uint8Array(40),
    new Uint8Array(3),
  ])
    expect(readDeepPng(other)).toBeNull();
});

test('a smaller picture may bring the levels of its image along', () => {
  const levels = { darkest: 3, low: 1_000, middle: 2_000, high: 40_000, brightest: 65_535 };
  const { name, data } = writeLevels(levels);
  const plain = png(16, 0, 0, deflateSync(Buffer.from('x')));
  const headBytes = 33;
  const withLevels = Buffer.concat([plain.subarray(0, headBytes), chunk(name, data), plain.subarray(headBytes)]);
  expect(readDeepPng(new Uint8Array(withLevels))?.levels).toEqual(levels);
});
