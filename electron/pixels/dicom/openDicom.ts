import { AppError } from '#shared/contract/errors.ts';
import type { DataSet } from 'dicom-parser';
import type { Raster } from '../raster.ts';
import { rangeOf, rescale, toSamples, turnAround } from '../toGrey.ts';
import type { Volume } from '../volume.ts';
import type { DecodedFrame } from './decoded.ts';
import { readImagePixels } from './imagePixels.ts';
import type { ImagePixels } from './imagePixels.ts';
import { paintPalette } from './palette.ts';
import { parseDataset, toDicomError } from './parseDataset.ts';
import { readFacts, readRescale, readWindows } from './readFacts.ts';
import { readTags } from './readTags.ts';
import { storedNumbers } from './storedNumbers.ts';
import { toRgb } from './toRgb.ts';
import { decodeFrame } from './transferSyntaxes.ts';

/** All numbers that the stored bits can be: the same for all frames and all files of a series, so that values are comparable. */
function possibleRange({ bitsStored, isSigned }: ImagePixels): { least: number; most: number } {
  const count = 2 ** bitsStored;
  return isSigned ? { least: -count / 2, most: count / 2 - 1 } : { least: 0, most: count - 1 };
}

function toRaster(dataset: DataSet, pixels: ImagePixels, decoded: DecodedFrame, frame: number): Raster {
  const { width, height, photometric, isSigned, bitsStored } = pixels;
  if (decoded.samples.length < width * height * (photometric === 'YBR_FULL_422' ? 2 : pixels.samplesPerPixel))
    throw new AppError('dicom.truncated');
  if (pixels.samplesPerPixel === 3) {
    const isEncapsulated = dataset.elements.x7fe00010?.encapsulatedPixelData === true;
    return { kind: 'color', width, height, data: toRgb(decoded, pixels, isEncapsulated) };
  }
  const numbers = storedNumbers(decoded, pixels);
  if (photometric === 'PALETTE COLOR')
    return { kind: 'color', width, height, data: paintPalette(dataset, numbers, isSigned) };
  if (photometric !== 'MONOCHROME1' && photometric !== 'MONOCHROME2')
    throw new AppError('dicom.unsupportedColors', { colors: photometric });
  const sampled = toSamples(numbers, bitsStored > 16 ? rangeOf(numbers) : possibleRange(pixels), true);
  const { samples, scale } = photometric === 'MONOCHROME1' ? turnAround(sampled) : sampled;
  const { slope, intercept } = readRescale(dataset, frame);
  return {
    ...{ kind: 'grey', width, height, samples },
    scale: rescale(scale, slope, intercept),
    windows: readWindows(dataset, frame),
  };
}

/** What the parser throws while it reads an element is about the file, too. */
function guarded<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw error instanceof AppError ? error : toDicomError(error);
  }
}

/**
 * A DICOM image and its frames.
 * @throws {AppError} dicom.noPixels, dicom.truncated, dicom.damaged, image.tooLarge
 */
export function openDicom(bytes: Uint8Array): Volume {
  const dataset = parseDataset(bytes);
  const pixels = guarded(() => readImagePixels(dataset));
  const { width, height, frameCount, samplesPerPixel, photometric, bitsStored } = pixels;
  const isColor = samplesPerPixel === 3 || photometric === 'PALETTE COLOR';
  return {
    ...{ format: 'dicom', frameCount, framesInAll: frameCount, channels: isColor ? 3 : 1 },
    bitDepth: isColor ? 8 : bitsStored,
    size: () => ({ width, height }),
    facts: (frame) => guarded(() => readFacts(dataset, pixels, frame)),
    metadata: (frame) => guarded(() => readTags(dataset, readFacts(dataset, pixels, frame), frame)),
    async read(frame) {
      const decoded = await decodeFrame(dataset, pixels, frame);
      return guarded(() => toRaster(dataset, pixels, decoded, frame));
    },
  };
}
