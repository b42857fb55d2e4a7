import type { InspectedImage } from '#shared/contract/imagingApi.ts';
import { measureLevels } from '#shared/look/greyLevels.ts';
import { writeLevels, writeMeaning } from '#shared/look/deepPng.ts';
import { frameHash } from '#pixels/frameHash.ts';
import { assertFrame } from '#pixels/openVolume.ts';
import type { OpenVolume } from '#pixels/openVolume.ts';
import { meaningOf } from '#pixels/raster.ts';
import { rasterImage } from '#pixels/rasterImage.ts';
import { addChunk } from './addChunk.ts';
import { fingerprintOf } from './fingerprintOf.ts';
import { flattenGrey } from './flattenGrey.ts';
import { writeWhole } from './writeWhole.ts';

const png = { compressionLevel: 1, adaptiveFiltering: false } as const;

/**
 * One look at one frame of a medical file: see inspectImage.
 * @throws {AppError} dicom.*, nifti.*, image.noFrame
 */
export async function inspectVolume(
  { volume, sizeBytes, modifiedMs, fileHash }: OpenVolume,
  frame: number,
  thumbnailPath: string,
  thumbnailPx: number,
): Promise<InspectedImage> {
  assertFrame(volume, frame);
  const raster = await volume.read(frame);
  const small = rasterImage(raster).resize(thumbnailPx, thumbnailPx, { fit: 'inside', withoutEnlargement: true });
  const flat = raster.kind === 'grey' ? await flattenGrey(small, meaningOf(raster)) : small;
  const contentHash = frameHash(fileHash(), frame);
  const thumbnail = await flat.toColourspace('srgb').webp({ quality: 80 }).toBuffer();
  await writeWhole(thumbnailPath.replace('{hash}', contentHash), thumbnail);
  const scale = raster.kind === 'grey' ? { scale: raster.scale } : {};
  return {
    ...{ widthPx: raster.width, heightPx: raster.height, orientation: 1, bitDepth: volume.bitDepth },
    ...{ channels: volume.channels, format: volume.format, contentHash, sizeBytes, modifiedMs },
    facts: { ...volume.facts(frame), ...scale },
    metadata: volume.metadata(frame),
    fingerprint: await fingerprintOf(thumbnail),
  };
}

/** One frame as a PNG without loss, of 16-bit grey or of colours, which also says what its samples stand for. */
export async function renderFrame({ volume }: OpenVolume, frame: number, maxSidePx: number): Promise<Buffer> {
  assertFrame(volume, frame);
  const raster = await volume.read(frame);
  const isSmaller = Math.max(raster.width, raster.height) > maxSidePx;
  const image = rasterImage(raster);
  const shown = isSmaller ? image.resize(maxSidePx, maxSidePx, { fit: 'inside' }) : image;
  if (raster.kind === 'color') return shown.png(png).toBuffer();
  const grey = addChunk(await shown.toColourspace('grey16').png(png).toBuffer(), writeMeaning(meaningOf(raster)));
  // What a smaller picture has averaged away is still part of the image.
  return isSmaller ? addChunk(grey, writeLevels(measureLevels(raster.samples))) : grey;
}
