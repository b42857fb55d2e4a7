import { createHash, randomUUID } from 'node:crypto';
import { mkdir, open, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import sharp from 'sharp';
import type { Metadata, Sharp } from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import { pixelLimit, toImageError } from './imageErrors.ts';
import { isComplete } from './isComplete.ts';
import { sniffFormat } from './sniffFormat.ts';
import { stretchGrey } from './stretchGrey.ts';

const decodable = new Set(['jpeg', 'png', 'gif', 'webp', 'tiff', 'avif']);

const bitDepths: Readonly<Record<string, number>> = {
  uchar: 8,
  char: 8,
  ushort: 16,
  short: 16,
  uint: 32,
  int: 32,
  float: 32,
  double: 64,
};

/** @throws {AppError} image.empty, image.notAnImage, image.unsupported */
function assertDecodable(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new AppError('image.empty');
  const format = sniffFormat(bytes);
  if (format === null) throw new AppError('image.notAnImage');
  if (!decodable.has(format)) throw new AppError('image.unsupported', { format: format.toUpperCase() });
  return format;
}

async function writeWhole(file: string, bytes: Uint8Array): Promise<void> {
  await mkdir(path.dirname(file), { recursive: true });
  const temporary = `${file}.${randomUUID()}.tmp`;
  try {
    await writeFile(temporary, bytes);
    await rename(temporary, file);
  } finally {
    await rm(temporary, { force: true });
  }
}

/** An animation is one item: its first frame. */
export function openImage(source: string | Uint8Array): Sharp {
  return sharp(source, { failOn: 'truncated', limitInputPixels: pixelLimit, pages: 1, sequentialRead: true });
}

async function readMetadata(bytes: Uint8Array): Promise<Metadata> {
  const metadata = await sharp(bytes, { limitInputPixels: false, pages: 1 }).metadata();
  const pixels = metadata.width * metadata.height;
  if (pixels > pixelLimit) {
    const megapixels = Math.round(pixels / 1e6);
    throw new AppError('image.tooLarge', { megapixels, limit: Math.round(pixelLimit / 1e6) });
  }
  return metadata;
}

/**
 * One look at a file: see ImagingApi.inspect. The thumbnail is named by the caller's pattern, where `{hash}` stands for
 * the content's hash, so that equal files share one.
 * @throws {AppError} image.*
 */
export async function inspectImage(file: string, thumbnailPath: string, thumbnailPx: number): Promise<InspectedImage> {
  try {
    const handle = await open(file, 'r');
    const [bytes, stat] = await (async () => {
      try {
        return [await handle.readFile(), await handle.stat()] as const;
      } finally {
        await handle.close();
      }
    })();
    const format = assertDecodable(bytes);
    const contentHash = createHash('sha256').update(bytes).digest('hex');
    const isWhole = isComplete(bytes, format);
    // Of a JPEG, a damaged head is the better reason: its end marker may be missing for the same cause.
    if (!isWhole && format !== 'jpeg') throw new AppError('image.truncated');
    const metadata = await readMetadata(bytes);
    if (!isWhole) throw new AppError('image.truncated');
    // A shrunk decode still reads the compressed data to its end, so a file that was cut off doesn't pass.
    const thumbnail = await openImage(bytes)
      .autoOrient()
      .toColourspace('srgb')
      .resize(thumbnailPx, thumbnailPx, { fit: 'inside', withoutEnlargement: true })
      .webp({ quality: 80 })
      .toBuffer();
    await writeWhole(thumbnailPath.replace('{hash}', contentHash), thumbnail);
    return {
      widthPx: metadata.autoOrient.width,
      heightPx: metadata.autoOrient.height,
      orientation: metadata.orientation ?? 1,
      bitDepth: bitDepths[metadata.depth] ?? 8,
      channels: metadata.channels,
      format: metadata.space === 'cmyk' ? `${format}-cmyk` : (metadata.pages ?? 1) > 1 ? `${format}-animated` : format,
      contentHash,
      sizeBytes: stat.size,
      modifiedMs: stat.mtimeMs,
    };
  } catch (error) {
    throw toImageError(error);
  }
}

/**
 * An upright 8-bit sRGB WebP, for formats a browser can't show. Deeper grey images are stretched from their darkest to
 * their brightest pixel, so that a 12-bit image in 16 bits isn't black.
 * @throws {AppError} image.*
 */
export async function renderImage(file: string, outPath: string, maxSidePx: number): Promise<void> {
  try {
    const metadata = await sharp(file, { limitInputPixels: pixelLimit, pages: 1 }).metadata();
    const picture = openImage(file)
      .autoOrient()
      .resize(maxSidePx, maxSidePx, { fit: 'inside', withoutEnlargement: true });
    const isDeepGrey = (metadata.space === 'grey16' || metadata.space === 'b-w') && metadata.depth !== 'uchar';
    const flat = isDeepGrey ? await stretchGrey(picture) : picture;
    const bytes = await flat.toColourspace('srgb').webp({ quality: 95 }).toBuffer();
    await writeWhole(outPath, bytes);
  } catch (error) {
    throw toImageError(error);
  }
}
