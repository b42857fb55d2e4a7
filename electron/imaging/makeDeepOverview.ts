import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { writeLevels } from '#shared/look/deepPng.ts';
import { measureLevels } from '#shared/look/greyLevels.ts';
import type { GreyLevels } from '#shared/look/greyLevels.ts';
import { hasSamples } from '#shared/look/stretchGrey.ts';
import { pixelLimit } from './imageErrors.ts';
import { openImage } from './toShown.ts';

/** All samples of a larger image would need more memory than a workstation can spare: its levels are those of the overview. */
const mostPixels = 250e6;
/** Signature and header of a PNG. */
const headBytes = 33;

function addLevels(png: Buffer, levels: GreyLevels): Buffer {
  const { name, data } = writeLevels(levels);
  const named = Buffer.concat([Buffer.from(name, 'latin1'), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([png.subarray(0, headBytes), length, named, sum, png.subarray(headBytes)]);
}

/**
 * A smaller PNG of 16-bit grey that says what values the whole image has: they are averaged away in itself, and the darkest and the
 * brightest would be out of any window's reach.
 * @returns null for an image that isn't grey of 16 bits, isn't made smaller, or is too large for that
 */
export async function makeDeepOverview(file: string, maxSidePx: number): Promise<Buffer | null> {
  const metadata = await sharp(file, { limitInputPixels: pixelLimit, pages: 1 }).metadata();
  const { width, height } = metadata.autoOrient;
  if (!hasSamples(metadata) || Math.max(width, height) <= maxSidePx || width * height > mostPixels) return null;
  const { data } = await openImage(file)
    .autoOrient()
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const samples = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const png = await sharp(samples, { raw: { width, height, channels: 1 }, limitInputPixels: pixelLimit })
    .resize(maxSidePx, maxSidePx, { fit: 'inside' })
    .toColourspace('grey16')
    .png({ compressionLevel: 1, adaptiveFiltering: false })
    .toBuffer();
  return addLevels(png, measureLevels(samples));
}
