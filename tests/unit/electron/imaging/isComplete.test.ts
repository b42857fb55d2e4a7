import { expect, test } from 'vitest';
import { isComplete } from '../../../../electron/imaging/isComplete.ts';
import { sniffFormat } from '../../../../electron/imaging/sniffFormat.ts';

/** 1 x 1, one extension, one frame; the trailer's byte also occurs inside the data. */
const gif = Buffer.concat([
  Buffer.from('GIF89a'),
  Buffer.from([1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]),
  Buffer.from([0x21, 0xf9, 4, 0, 0, 0, 0, 0]),
  Buffer.from([0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 3, 0x3b, 0x3b, 0x3b, 0]),
  Buffer.from([0x3b]),
]);

test('a GIF is whole with its trailer and with no byte less', () => {
  expect(isComplete(gif, 'gif')).toBe(true);
  expect(isComplete(Buffer.concat([gif, Buffer.from('\0\0appended')]), 'gif')).toBe(true);
  for (let length = 6; length < gif.length; length++) {
    expect(isComplete(gif.subarray(0, length), 'gif'), `${length} bytes`).toBe(false);
  }
});

test('a WebP is whole when it is as long as its head says', () => {
  const webp = Buffer.from('RIFF\x08\0\0\0WEBPVP8 ', 'latin1');
  expect(isComplete(webp, 'webp')).toBe(true);
  expect(isComplete(webp.subarray(0, -1), 'webp')).toBe(false);
});

test('a JPEG may carry data after its end', () => {
  const jpeg = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0xff, 0xd9]);
  expect(isComplete(Buffer.concat([jpeg, Buffer.from('made by a camera')]), 'jpeg')).toBe(true);
  expect(isComplete(jpeg.subarray(0, 5), 'jpeg')).toBe(false);
});

test('a file is what its first bytes say', () => {
  const heads: Record<string, string> = {
    jpeg: '\xff\xd8\xff\xe0',
    png: '\x89PNG\r\n\x1a\n',
    gif: 'GIF87a',
    webp: 'RIFF\0\0\0\0WEBP',
    tiff: 'MM\0*',
    avif: '\0\0\0\x20ftypavif',
    heif: '\0\0\0\x20ftypheic',
    bmp: 'BM',
    jpeg2000: '\0\0\0\x0cjP  ',
  };
  for (const [format, head] of Object.entries(heads)) {
    expect(sniffFormat(Buffer.from(head, 'latin1'))).toBe(format);
  }
  expect(sniffFormat(Buffer.from('RIFF\0\0\0\0WAVE', 'latin1'))).toBeNull();
  expect(sniffFormat(Buffer.from('hello'))).toBeNull();
});
