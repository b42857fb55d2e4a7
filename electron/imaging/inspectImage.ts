import { createHash } from 'node:crypto';
import { open } from 'node:fs/promises';
import sharp from 'sharp';
import type { Metadata } from 'sharp';
import { AppError } from '#shared/contract/errors.ts';
import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import { isDeepGrey } from '#shared/look/stretchGrey.ts';
import { openVolume } from '#pixels/openVolume.ts';
import { inspectVolume, renderFrame } from './inspectVolume.ts';
import { pixelLimit, toImageError } from './imageErrors.ts';
import { fingerprintOf } from './fingerprintOf.ts';
import { flattenGrey } from './flattenGrey.ts';
import { makeDeepOverview } from './makeDeepOverview.ts';
import { frameHash } from '#pixels/frameHash.ts';
import { listTiffPages } from '#pixels/tiff/listTiffPages.ts';
import { isComplete } from './isComplete.ts';
import { readExif } from './readExif.ts';
import { sniffFormat } from './sniffFormat.ts';
import { openImage, toShown } from './toShown.ts';
import type { FramePlace } from './toShown.ts';
import { writeWhole } from './writeWhole.ts';

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

/** Browsers show neither the colours of print nor an animation as a photo that stands still. */
function formatName(format: string, { space, pages }: Metadata): string {
  if (space === 'cmyk') return `${format}-cmyk`;
  return format !== 'tiff' && (pages ?? 1) > 1 ? `${format}-animated` : format;
}

/** @throws {AppError} image.empty, image.notAnImage, image.unsupported */
function assertDecodable(bytes: Uint8Array): string {
  if (bytes.length === 0) throw new AppError('image.empty');
  const format = sniffFormat(bytes);
  if (format === null) throw new AppError('image.notAnImage');
  if (!decodable.has(format)) throw new AppError('image.unsupported', { format: format.toUpperCase() });
  return format;
}

async function readMetadata(bytes: Uint8Array, page: number): Promise<Metadata> {
  const metadata = await sharp(bytes, { limitInputPixels: false, page, pages: 1 }).metadata();
  const pixels = metadata.width * metadata.height;
  if (pixels > pixelLimit) {
    const megapixels = Math.round(pixels / 1e6);
    throw new AppError('image.tooLarge', { megapixels, limit: Math.round(pixelLimit / 1e6) });
  }
  return metadata;
}

export interface Inspection {
  readonly thumbnailPath: string;
  readonly thumbnailPx: number;
  /** Also where a photo was taken. */
  readonly location: boolean;
}

/**
 * One look at a file: see ImagingApi.inspect. The thumbnail is named by the caller's pattern, where `{hash}` stands for
 * the content's hash, so that equal files share one.
 * @throws {AppError} image.*
 */
export async function inspectImage(
  { file, frame }: FramePlace,
  { thumbnailPath, thumbnailPx, location }: Inspection,
): Promise<InspectedImage> {
  try {
    const opened = await openVolume(file);
    if (opened) return await inspectVolume(opened, frame, thumbnailPath, thumbnailPx);
    const handle = await open(file, 'r');
    const [bytes, stat] = await (async () => {
      try {
        return [await handle.readFile(), await handle.stat()] as const;
      } finally {
        await handle.close();
      }
    })();
    const format = assertDecodable(bytes);
    const contentHash = frameHash(createHash('sha256').update(bytes).digest('hex'), frame);
    const isWhole = isComplete(bytes, format);
    // Of a JPEG, a damaged head is the better reason: its end marker may be missing for the same cause.
    if (!isWhole && format !== 'jpeg') throw new AppError('image.truncated');
    const pages = format === 'tiff' ? listTiffPages(bytes) : [0];
    const page = pages[frame];
    if (page === undefined) throw new AppError('image.noFrame', { frame: frame + 1, count: pages.length });
    const metadata = await readMetadata(bytes, page);
    if (!isWhole) throw new AppError('image.truncated');
    // A shrunk decode still reads the compressed data to its end, so a file that was cut off doesn't pass.
    const small = openImage(bytes, page)
      .autoOrient()
      .resize(thumbnailPx, thumbnailPx, { fit: 'inside', withoutEnlargement: true });
    const flat = isDeepGrey(metadata) ? await flattenGrey(small) : small;
    const thumbnail = await flat.toColourspace('srgb').webp({ quality: 80 }).toBuffer();
    await writeWhole(thumbnailPath.replace('{hash}', contentHash), thumbnail);
    return {
      widthPx: metadata.autoOrient.width,
      heightPx: metadata.autoOrient.height,
      orientation: metadata.orientation ?? 1,
      bitDepth: bitDepths[metadata.depth] ?? 8,
      channels: metadata.channels,
      format: formatName(format, metadata),
      facts: pages.length > 1 ? { kind: 'tiff', frameCount: pages.length } : null,
      metadata: metadata.exif ? readExif(metadata.exif, { location }) : [],
      fingerprint: await fingerprintOf(thumbnail),
      contentHash,
      sizeBytes: stat.size,
      modifiedMs: stat.mtimeMs,
    };
  } catch (error) {
    throw toImageError(error);
  }
}

/**
 * An upright PNG without loss, for what a browser can't show as it is, or not as one bitmap: of 16 bits for grey of 16 bits.
 * @throws {AppError} image.*
 */
export async function renderImage({ file, frame }: FramePlace, outPath: string, maxSidePx: number): Promise<void> {
  try {
    const opened = await openVolume(file);
    if (opened) return await writeWhole(outPath, await renderFrame(opened, frame, maxSidePx));
    const overview = await makeDeepOverview({ file, frame }, maxSidePx);
    if (overview) return await writeWhole(outPath, overview);
    const picture = await toShown({ file, frame }, (image) =>
      image.resize(maxSidePx, maxSidePx, { fit: 'inside', withoutEnlargement: true }),
    );
    await writeWhole(outPath, await picture.png({ compressionLevel: 1, adaptiveFiltering: false }).toBuffer());
  } catch (error) {
    throw toImageError(error);
  }
}
