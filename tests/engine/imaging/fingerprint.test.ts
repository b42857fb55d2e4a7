import { readFileSync } from 'node:fs';
import path from 'node:path';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { expect, test } from 'vitest';
import { hashDistance } from '#shared/metrics/nearHashes.ts';
import { fingerprintOf } from '../../../electron/imaging/fingerprintOf.ts';
import { sampleImageNames } from '#tests/support/sampleImages.ts';

/** By which images are called near duplicates unless a person says otherwise. */
const usual = 8;
const load = (name: string): Buffer => readFileSync(path.resolve('resources/samples/images', name));

async function thumbnail(bytes: Buffer, change = (image: Sharp): Sharp => image): Promise<string> {
  const changed = await change(sharp(bytes)).toBuffer();
  const small = await sharp(changed).resize(320, 320, { fit: 'inside', withoutEnlargement: true }).webp().toBuffer();
  return fingerprintOf(small);
}

function distance(a: string, b: string): number {
  const bytes = [Buffer.from(a, 'hex'), Buffer.from(b, 'hex')];
  const word = (at: number): Uint32Array => Uint32Array.from(bytes, (one) => one.readUInt32LE(at));
  return hashDistance({ low: word(0), high: word(4) }, 0, 1);
}

test('an image that was recompressed, resized or brightened looks the same', async () => {
  for (const name of sampleImageNames().slice(0, 8)) {
    const bytes = load(name);
    const own = await thumbnail(bytes);
    const changed = await Promise.all([
      thumbnail(bytes, (image) => image.jpeg({ quality: 35 })),
      thumbnail(bytes, (image) => image.resize(150).png()),
      thumbnail(bytes, (image) => image.linear(1, 20).jpeg()),
      thumbnail(bytes, (image) => image.greyscale().webp()),
    ]);
    for (const other of changed) expect(distance(own, other), name).toBeLessThanOrEqual(usual);
  }
});

test('images of other scenes do not, nor does one that is mirrored', async () => {
  const all = await Promise.all(sampleImageNames().map((name) => thumbnail(load(name))));
  const distances = all.flatMap((one, at) => all.slice(at + 1).map((other) => distance(one, other)));
  expect(Math.min(...distances)).toBeGreaterThan(usual);
  const [first = ''] = sampleImageNames();
  const mirrored = await thumbnail(load(first), (image) => image.flop());
  expect(distance(all[0] ?? '', mirrored)).toBeGreaterThan(usual);
});

test('an image of one tone has no fingerprint', async () => {
  const flat = await sharp({ create: { width: 64, height: 64, channels: 3, background: '#777' } })
    .webp()
    .toBuffer();
  expect(await fingerprintOf(flat)).toBe('');
});
