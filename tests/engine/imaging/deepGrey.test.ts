import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { crc32, inflateSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import type { GreyLevels } from '#shared/look/greyLevels.ts';
import { assertExists } from '#shared/base/assert.ts';
import { readDeepPng, readSamples } from '#shared/look/deepPng.ts';
import { scatter, writeDeepImage } from '#tests/support/deepImages.ts';
import { renderImage } from '../../../electron/imaging/inspectImage.ts';
import { makeTiles } from '../../../electron/imaging/makeTiles.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-deep-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

interface Samples {
  readonly width: number;
  readonly height: number;
  readonly samples: Uint16Array;
  readonly levels: GreyLevels | null;
}

/** As the page reads it. */
function read(file: string): Samples {
  const png = assertExists(readDeepPng(new Uint8Array(readFileSync(file))), 'it is a PNG of 16-bit grey');
  const { width, height, levels, compressed } = png;
  return { width, height, levels, samples: readSamples(inflateSync(Buffer.concat(compressed)), width, height) };
}

const size = { width: 700, height: 530 };

test.each(['deep.png', 'deep.tiff'])('all samples of a %s arrive as they are', async (name) => {
  const file = path.join(home, name);
  const samples = await writeDeepImage(file, size, scatter);
  const out = path.join(home, `${name}-whole.png`);
  await renderImage({ file: file, frame: 0 }, out, 16_383);
  expect(read(out)).toEqual({ ...size, levels: null, samples });
});

test.each(['tiles.png', 'tiles.tiff'])('and in tiles, too: %s', async (name) => {
  const file = path.join(home, name);
  const samples = await writeDeepImage(file, size, scatter);
  const folder = path.join(home, `${name}-folder`);
  await makeTiles({ file: file, frame: 0 }, folder, 512);
  const levels = readdirSync(folder).filter((entry) => /^\d+$/.test(entry));
  expect(levels.sort()).toEqual(['0', '1']);
  for (const [x, y] of [
    [0, 0],
    [1, 0],
    [0, 1],
    [1, 1],
  ] as const) {
    const tile = read(path.join(folder, '1', `${x}_${y}.png`));
    expect([tile.width, tile.height]).toEqual([x === 0 ? 512 : 188, y === 0 ? 512 : 18]);
    const wrong = tile.samples.filter(
      (value, at) => value !== scatter(x * 512 + (at % tile.width), y * 512 + Math.floor(at / tile.width)),
    );
    expect(wrong).toHaveLength(0);
  }
  expect(read(path.join(folder, '0', '0_0.png'))).toMatchObject({ width: 350, height: 265 });
  expect(samples).toHaveLength(700 * 530);
});

test('an overview is smaller, and says what values the whole image has', async () => {
  const file = path.join(home, 'spot.png');
  const spot = (x: number, y: number): number => (x === 400 && y === 300 ? 65_000 : 1_000 + x);
  await writeDeepImage(file, size, spot);
  const out = path.join(home, 'overview.png');
  await renderImage({ file: file, frame: 0 }, out, 100);
  const { width, height, levels, samples } = read(out);
  expect([width, height]).toEqual([100, 76]);
  expect(levels).toMatchObject({ darkest: 1_000, brightest: 65_000 });
  expect(levels?.low).toBeGreaterThan(1_000);
  expect(levels?.high).toBeLessThan(1_700);
  expect(samples[0]).toBeGreaterThan(999);
  expect(Math.max(...samples)).toBeLessThan(65_000);
  // It is a picture for everybody else, too.
  expect(await sharp(out).metadata()).toMatchObject({ width: 100, height: 76, depth: 'ushort' });
});

/** The same with an EXIF chunk that says "a quarter to the right" (orientation 6). */
function turnPng(png: Buffer): Buffer {
  const exif = Buffer.from('4d4d002a00000008000101120003000000010006000000000000', 'hex');
  const named = Buffer.concat([Buffer.from('eXIf'), exif]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(exif.length);
  sum.writeUInt32BE(crc32(named));
  const headBytes = 33;
  return Buffer.concat([png.subarray(0, headBytes), length, named, sum, png.subarray(headBytes)]);
}

test('a turned image is turned, transparency goes, and grey of 8 bits stays what it was', async () => {
  const turned = path.join(home, 'turned.png');
  const samples = await writeDeepImage(path.join(home, 'plain.png'), { width: 3, height: 2 }, scatter);
  writeFileSync(turned, turnPng(readFileSync(path.join(home, 'plain.png'))));
  const out = path.join(home, 'out.png');
  await renderImage({ file: turned, frame: 0 }, out, 16_383);
  const order = [3, 0, 4, 1, 5, 2];
  expect(read(out)).toMatchObject({ width: 2, height: 3, samples: Uint16Array.from(order, (at) => samples[at] ?? 0) });

  const clear = path.join(home, 'clear.png');
  const withOpacity = Uint16Array.from({ length: 12 }, (_, at) => (at % 2 === 0 ? (samples[at / 2] ?? 0) : 9_000));
  await sharp(withOpacity, { raw: { width: 3, height: 2, channels: 2 } })
    .toColourspace('grey16')
    .png()
    .toFile(clear);
  expect(await sharp(clear).metadata()).toMatchObject({ channels: 2, depth: 'ushort' });
  await renderImage({ file: clear, frame: 0 }, out, 16_383);
  expect(read(out)).toMatchObject({ width: 3, height: 2, samples });

  const flat = path.join(home, 'flat.png');
  await sharp({ create: { width: 4, height: 4, channels: 3, background: '#808080' } })
    .toColourspace('b-w')
    .png()
    .toFile(flat);
  await renderImage({ file: flat, frame: 0 }, out, 16_383);
  expect(readDeepPng(new Uint8Array(readFileSync(out)))).toBeNull();
});
