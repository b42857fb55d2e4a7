import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { inspectImage, renderImage } from '../../../electron/imaging/inspectImage.ts';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import { isRoot } from '#tests/support/isRoot.ts';
import { sharedData } from '#tests/support/sharedData.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-imaging-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

const inspect = (file: string): Promise<InspectedImage> =>
  inspectImage(
    { file: file, frame: 0 },
    {
      thumbnailPath: path.join(home, 'thumbnails', '{hash}.webp'),
      thumbnailPx: 320,
      location: false,
    },
  );
function put(name: string, bytes: Buffer | string): string {
  const file = path.join(home, name);
  writeFileSync(file, bytes);
  return file;
}

/** 300 x 200 with detail, so that every format has something to lose. */
const width = 300;
const height = 200;
const pixels = Buffer.from(Array.from({ length: width * height * 3 }, (_, index) => (index * 7919) % 251));
const picture = (): Sharp => sharp(pixels, { raw: { width, height, channels: 3 } });
const encoders = {
  jpeg: () => picture().jpeg().toBuffer(),
  png: () => picture().png().toBuffer(),
  webp: () => picture().webp({ lossless: true }).toBuffer(),
  gif: () => picture().gif().toBuffer(),
  avif: () => picture().avif({ effort: 0 }).toBuffer(),
  tiff: () => picture().tiff({ compression: 'lzw' }).toBuffer(),
};

describe.each(Object.entries(encoders))('%s', (format, encode) => {
  test('tells size, depth and hash, and makes a thumbnail named by the hash', async () => {
    const bytes = await encode();
    const image = await inspect(put(`whole.${format}`, bytes));
    const contentHash = createHash('sha256').update(bytes).digest('hex');
    expect(image).toMatchObject({
      widthPx: width,
      heightPx: height,
      orientation: 1,
      bitDepth: 8,
      format,
      contentHash,
      sizeBytes: bytes.length,
    });
    const thumbnail = await sharp(path.join(home, 'thumbnails', `${contentHash}.webp`)).metadata();
    expect([thumbnail.format, thumbnail.width, thumbnail.height]).toEqual(['webp', width, height]);
  });

  test('is never taken for whole when any part of its end is missing', async () => {
    const bytes = await encode();
    for (const kept of [0.1, 0.3, 0.6, 0.9, 0.99]) {
      const file = put(`cut.${format}`, bytes.subarray(0, Math.floor(bytes.length * kept)));
      await expect(inspect(file), `${kept} of it`).rejects.toMatchObject({
        code: expect.stringMatching(/^image\.(truncated|unreadable)$/) as string,
      });
    }
  });
});

test('an animation that is cut in a later frame is not whole', async () => {
  const frame = pixels.subarray(0, width * 100 * 3);
  const frames = await Promise.all(
    [0, 90, 180].map((hue) =>
      sharp(frame, { raw: { width, height: 100, channels: 3 } })
        .modulate({ hue })
        .png()
        .toBuffer(),
    ),
  );
  for (const format of ['gif', 'webp'] as const) {
    const bytes = await sharp(frames, { join: { animated: true } })
      .toFormat(format)
      .toBuffer();
    const image = await inspect(put(`moves.${format}`, bytes));
    expect([image.widthPx, image.heightPx, image.format]).toEqual([width, 100, `${format}-animated`]);
    const cut = put(`moves cut.${format}`, bytes.subarray(0, bytes.length - 200));
    await expect(inspect(cut)).rejects.toMatchObject({ code: 'image.truncated' });
  }
});

test('what is no image has a code of its own', async () => {
  const refusals: Record<string, [Buffer | string, string]> = {
    'empty.jpg': ['', 'image.empty'],
    'text.jpg': ['Dear diary', 'image.notAnImage'],
    'zeros.jpg': [Buffer.alloc(5_000), 'image.notAnImage'],
    'page.jpg': ['<!doctype html><p>404</p>', 'image.notAnImage'],
    'x.bmp': [Buffer.concat([Buffer.from('BM'), Buffer.alloc(60)]), 'image.unsupported'],
    'x.jp2': [Buffer.from('\0\0\0\x0cjP  \r\n\x87\n', 'latin1'), 'image.unsupported'],
    'x.heic': [Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic', 'latin1'), 'image.unsupported'],
    'only a head.png': [Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), 'image.truncated'],
  };
  const codes = await Promise.all(
    Object.entries(refusals).map(async ([name, [bytes]]) => {
      const code = await inspect(put(name, bytes)).catch((error: { code: string }) => error.code);
      return [name, code];
    }),
  );
  expect(Object.fromEntries(codes)).toEqual(
    Object.fromEntries(Object.entries(refusals).map(([name, [, code]]) => [name, code])),
  );
  await expect(inspect(path.join(home, 'nothing.jpg'))).rejects.toMatchObject({ code: 'image.missing' });
});

test('an image above the limit is refused by its head, not decoded', async () => {
  // A PNG head that claims 40,000 x 40,000 pixels.
  const bytes = await encoders.png();
  bytes.writeUInt32BE(40_000, 16);
  bytes.writeUInt32BE(40_000, 20);
  const crc = Buffer.alloc(4);
  const { crc32 } = await import('node:zlib');
  crc.writeUInt32BE(crc32(bytes.subarray(12, 29)));
  crc.copy(bytes, 29);
  await expect(inspect(put('huge.png', bytes))).rejects.toMatchObject({
    code: 'image.tooLarge',
    details: { megapixels: 1600, limit: 900 },
  });
});

test('the thumbnail of deep grey is stretched to what there is to see', async () => {
  const dark = Uint16Array.from({ length: 100 * 50 }, (_, index) => 1_000 + (index % 100) * 10);
  const deep = await sharp(dark, { raw: { width: 100, height: 50, channels: 1 } })
    .toColourspace('grey16')
    .png()
    .toBuffer();
  const file = put('dark.png', deep);
  const image = await inspect(file);
  expect(image).toMatchObject({ widthPx: 100, heightPx: 50, bitDepth: 16 });
  const thumbnail = path.join(home, 'thumbnails', `${image.contentHash}.webp`);
  const data = await sharp(thumbnail).raw().toBuffer();
  expect(Math.min(...data)).toBeLessThan(10);
  expect(Math.max(...data)).toBeGreaterThan(245);
});

test('nothing but whole files is left in the cache', () => {
  const names = readdirSync(path.join(home, 'thumbnails'));
  expect(names.filter((name) => !/^[0-9a-f]{64}\.webp$/.test(name))).toEqual([]);
});

test.skipIf(!isRoot())('a file that may not be read says so', async () => {
  const file = put('secret.jpg', await encoders.jpeg());
  chmodSync(file, 0o000);
  chmodSync(home, 0o755);
  // Root may read everything: another user looks.
  const script = `
    const { inspectImage } = await import(${JSON.stringify(path.resolve('electron/imaging/inspectImage.ts'))});
    process.setgid(65534);
    process.setuid(65534);
    const outcome = await inspectImage({ file: ${JSON.stringify(file)}, frame: 0 }, '/nowhere/{hash}', 320).catch((error) => error.code);
    process.stdout.write(String(outcome));`;
  const { stdout } = await promisify(execFile)(process.execPath, ['--input-type=module', '-e', script]);
  expect(stdout).toBe('image.noPermission');
});

const formats = sharedData('images/format');
describe.skipIf(formats === undefined)('real files', () => {
  const at = (name: string): string => path.join(formats ?? '', name);

  test('eight orientations, one upright size', async () => {
    for (let orientation = 1; orientation <= 8; orientation++) {
      const image = await inspect(at(`exif/Landscape_${orientation}.jpg`));
      expect(image).toMatchObject({ widthPx: 1800, heightPx: 1200, orientation, format: 'jpeg' });
      const thumbnail = await sharp(path.join(home, 'thumbnails', `${image.contentHash}.webp`)).metadata();
      expect([thumbnail.width, thumbnail.height]).toEqual([320, 213]);
    }
  });

  test.each([
    ['Channel_digital_image_CMYK_color_no_profile.jpg', { format: 'jpeg-cmyk', channels: 4, bitDepth: 8 }],
    ['pillow_pil_sample_cmyk.jpg', { format: 'jpeg-cmyk', channels: 4, bitDepth: 8 }],
    ['16-bit-grey-alpha.png', { format: 'png', channels: 2, bitDepth: 16 }],
    ['tbgn2c16.png', { format: 'png', bitDepth: 16, widthPx: 32, heightPx: 32 }],
    ['pillow_16bit.cropped.tif', { format: 'tiff', bitDepth: 16 }],
    ['pillow_tiff_16bit_RGB.tiff', { format: 'tiff', bitDepth: 16, channels: 3 }],
    ['animated-loop-3.gif', { format: 'gif-animated' }],
    ['rotating-squares.webp', { format: 'webp-animated' }],
    ['pillow_hopper.avif', { format: 'avif', widthPx: 128, heightPx: 128 }],
    ['giant-image.jpg', { format: 'jpeg', widthPx: 20_000, heightPx: 14_000 }],
    ['progressive_reencoded.jpg', { format: 'jpeg' }],
  ])('%s', async (name, expected) => {
    expect(await inspect(at(name))).toMatchObject(expected);
  });

  test.each(['truncated.jpg', 'pillow_truncated_jpeg.jpg'])('%s ends too early', async (name) => {
    await expect(inspect(at(name))).rejects.toMatchObject({ code: 'image.truncated' });
  });

  test('a corrupt head can not be read', async () => {
    await expect(inspect(at('corrupt-header.jpg'))).rejects.toMatchObject({ code: 'image.unreadable' });
  });

  test('a rendering stands upright', async () => {
    const out = path.join(home, 'renderings', 'upright.webp');
    await renderImage({ file: at('exif/Landscape_6.jpg'), frame: 0 }, out, 900);
    const { width: widthPx, height: heightPx, orientation } = await sharp(out).metadata();
    expect([widthPx, heightPx, orientation]).toEqual([900, 600, undefined]);
  });

  test('a CMYK photo is rendered in the colours that other programs show', async () => {
    const out = path.join(home, 'renderings', 'cmyk.webp');
    await renderImage({ file: at('pillow_pil_sample_cmyk.jpg'), frame: 0 }, out, 16_383);
    const metadata = await sharp(out).metadata();
    expect([metadata.space, metadata.depth, metadata.channels]).toEqual(['srgb', 'uchar', 3]);
    expect(readFileSync(out).length).toBeGreaterThan(500);
  });
});

test('what the camera says of a photo comes along, where it was taken only when that is asked for', async () => {
  const exif = {
    IFD0: { Make: 'FUJIFILM', Model: 'X100V', Artist: 'Jane Doe' },
    IFD2: { ExposureTime: '1/250', ISOSpeedRatings: '400', DateTimeOriginal: '2026:02:03 04:05:06' },
    IFD3: { GPSLatitudeRef: 'N', GPSLatitude: '48/1 30/1 0/1', GPSLongitudeRef: 'W', GPSLongitude: '2/1 15/1 0/1' },
  };
  const file = path.join(home, 'camera.jpg');
  const create = { width: 40, height: 30, channels: 3, background: '#abc' } as const;
  await sharp({ create }).withExif(exif).jpeg().toFile(file);
  const look = async (location: boolean): Promise<unknown> => {
    const thumbnailPath = path.join(home, 'thumbnails', '{hash}.webp');
    const { metadata } = await inspectImage({ file, frame: 0 }, { thumbnailPath, thumbnailPx: 320, location });
    return Object.fromEntries(metadata.map(({ key, value }) => [key, value]));
  };
  const camera = {
    'exif.make': 'FUJIFILM',
    'exif.model': 'X100V',
    'exif.takenAt': '2026-02-03T04:05:06',
    'exif.exposure': '1/250',
    'exif.iso': '400',
  };
  expect(await look(false)).toEqual(camera);
  expect(await look(true)).toEqual({ ...camera, 'exif.latitude': '48.5', 'exif.longitude': '-2.25' });
});
