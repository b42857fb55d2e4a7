import { expect, test } from 'vitest';
import { createRandom, mutate } from '#tests/support/mutate.ts';
import { readExif } from '../../../../electron/imaging/readExif.ts';

type Entry = readonly [tag: number, type: 2 | 3 | 5, value: string | readonly number[]];

/** A TIFF header with its entries, and with those of EXIF and of the place below. */
function exifBytes(isLittle: boolean, main: readonly Entry[], exif: readonly Entry[], gps: readonly Entry[]): Buffer {
  const bytes = Buffer.alloc(1024);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  view.setUint16(0, isLittle ? 0x4949 : 0x4d4d);
  view.setUint16(2, 42, isLittle);
  view.setUint32(4, 8, isLittle);
  let free = 500;
  const write = (offset: number, entries: readonly (Entry | readonly [number, 4, readonly number[]])[]): void => {
    view.setUint16(offset, entries.length, isLittle);
    for (const [index, [tag, type, value]] of entries.entries()) {
      const at = offset + 2 + 12 * index;
      const count = typeof value === 'string' ? value.length + 1 : value.length / (type === 5 ? 2 : 1);
      view.setUint16(at, tag, isLittle);
      view.setUint16(at + 2, type, isLittle);
      view.setUint32(at + 4, count, isLittle);
      const size = count * { 2: 1, 3: 2, 4: 4, 5: 8 }[type];
      const place = size > 4 ? free : at + 8;
      if (size > 4) view.setUint32(at + 8, free, isLittle);
      if (size > 4) free += size + (size % 2);
      if (typeof value === 'string') bytes.write(value, place, 'latin1');
      else
        for (const [step, number] of value.entries())
          if (type === 3) view.setUint16(place + 2 * step, number, isLittle);
          else view.setUint32(place + 4 * step, number, isLittle);
    }
  };
  write(8, [...main, [0x8769, 4, [150]], [0x8825, 4, [320]]]);
  write(150, exif);
  write(320, gps);
  return bytes;
}

const main: readonly Entry[] = [
  [0x010f, 2, 'FUJIFILM'],
  [0x0110, 2, 'X100V'],
  [0x013b, 2, 'Jane Doe'],
];
const exif: readonly Entry[] = [
  [0x829a, 5, [1, 250]],
  [0x829d, 5, [28, 10]],
  [0x8827, 3, [400]],
  [0x9003, 2, '2026:02:03 04:05:06'],
  [0x9011, 2, '+02:00'],
  [0x920a, 5, [23, 1]],
  [0xa431, 2, 'serial 1234'],
];
const gps: readonly Entry[] = [
  [1, 2, 'S'],
  [2, 5, [33, 1, 51, 1, 3540, 100]],
  [3, 2, 'E'],
  [4, 5, [151, 1, 12, 1, 0, 1]],
];
const camera = [
  { key: 'exif.make', value: 'FUJIFILM', number: null },
  { key: 'exif.model', value: 'X100V', number: null },
  { key: 'exif.takenAt', value: '2026-02-03T04:05:06+02:00', number: Date.UTC(2026, 1, 3, 2, 5, 6) },
  { key: 'exif.exposure', value: '1/250', number: 0.004 },
  { key: 'exif.aperture', value: '2.8', number: 2.8 },
  { key: 'exif.iso', value: '400', number: 400 },
  { key: 'exif.focalLength', value: '23', number: 23 },
];

test('what a camera says of a photo is read in both byte orders, and no name or number of a device', () => {
  for (const isLittle of [true, false]) {
    const bytes = exifBytes(isLittle, main, exif, gps);
    expect(readExif(bytes, { location: false })).toEqual(camera);
    expect(readExif(Buffer.concat([Buffer.from('Exif\0\0'), bytes]), { location: false })).toEqual(camera);
  }
});

test('where it was taken is read only when that is asked for', () => {
  expect(readExif(exifBytes(true, main, exif, gps), { location: true }).slice(camera.length)).toEqual([
    { key: 'exif.latitude', value: '-33.859833', number: -33.859833 },
    { key: 'exif.longitude', value: '151.2', number: 151.2 },
  ]);
});

test('what makes no sense is left out', () => {
  const odd: readonly Entry[] = [
    [0x829a, 5, [1, 0]],
    [0x8827, 2, 'many'],
    [0x9003, 2, '0000:00:00 00:00:00'],
  ];
  expect(readExif(exifBytes(true, [[0x0110, 2, '\u0001\u0002']], odd, []), { location: true })).toEqual([]);
});

test('bytes of any kind end in values or none, never in an error', () => {
  const random = createRandom(7);
  const whole = exifBytes(true, main, exif, gps);
  const other = exifBytes(false, main, exif, gps);
  let told = 0;
  for (let count = 0; count < 5000; count += 1) {
    const values = readExif(mutate(count % 2 === 0 ? whole : other, random), { location: true });
    for (const { number } of values) expect(number === null || Number.isFinite(number)).toBe(true);
    told += values.length > 0 ? 1 : 0;
  }
  expect(told).toBeGreaterThan(1000);
  expect(
    [new Uint8Array(0), new Uint8Array(7), new Uint8Array(64)].map((bytes) => readExif(bytes, { location: true })),
  ).toEqual([[], [], []]);
});
