import type { DataSet } from 'dicom-parser';
import { AppError } from '#shared/contract/errors.ts';
import { framePixelLimit } from '../raster.ts';

/** How the pixels of a DICOM image are stored. Source: PS3.3, C.7.6.3 (Image Pixel Module). */
export interface ImagePixels {
  readonly width: number;
  readonly height: number;
  readonly samplesPerPixel: number;
  readonly bitsAllocated: number;
  readonly bitsStored: number;
  readonly highBit: number;
  readonly isSigned: boolean;
  readonly photometric: string;
  /** Colours one plane after the other. */
  readonly isPlanar: boolean;
  readonly frameCount: number;
  readonly transferSyntax: string;
}

/** More frames than any examination has: each is an item. */
export const frameLimit = 20_000;

/**
 * @throws {AppError} dicom.noPixels, dicom.damaged, image.tooLarge
 */
export function readImagePixels(dataset: DataSet): ImagePixels {
  const [width, height] = [dataset.uint16('x00280011'), dataset.uint16('x00280010')];
  if (!dataset.elements.x7fe00010) throw new AppError('dicom.noPixels');
  if (!width || !height)
    throw new AppError('dicom.damaged', { reason: 'it does not say how many rows and columns it has' });
  const pixels = width * height;
  if (pixels > framePixelLimit)
    throw new AppError('image.tooLarge', { megapixels: Math.round(pixels / 1e6), limit: framePixelLimit / 1e6 });
  const bitsAllocated = dataset.uint16('x00280100') ?? 16;
  const bitsStored = dataset.uint16('x00280101') ?? bitsAllocated;
  const frameCount = dataset.intString('x00280008') ?? 1;
  const samplesPerPixel = dataset.uint16('x00280002') ?? 1;
  if (![1, 8, 16, 32].includes(bitsAllocated) || bitsStored < 1 || bitsStored > bitsAllocated)
    throw new AppError('dicom.damaged', { reason: `it has ${bitsStored} of ${bitsAllocated} bits` });
  if (samplesPerPixel !== 1 && samplesPerPixel !== 3)
    throw new AppError('dicom.damaged', { reason: `it has ${samplesPerPixel} samples a pixel` });
  if (!(frameCount >= 1) || frameCount > frameLimit)
    throw new AppError('dicom.damaged', { reason: `it has ${frameCount} frames, and ${frameLimit} can be read` });
  return {
    ...{ width, height, samplesPerPixel, bitsAllocated, bitsStored, frameCount },
    highBit: dataset.uint16('x00280102') ?? bitsStored - 1,
    isSigned: dataset.uint16('x00280103') === 1,
    photometric: (dataset.string('x00280004') ?? 'MONOCHROME2').trim().toUpperCase(),
    isPlanar: dataset.uint16('x00280006') === 1,
    transferSyntax: dataset.string('x00020010')?.trim() ?? '1.2.840.10008.1.2',
  };
}
