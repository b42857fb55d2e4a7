import dicomParser from 'dicom-parser';
import type { DataSet, Element, Fragment } from 'dicom-parser';
import { AppError } from '#shared/contract/errors.ts';
import type { ImagePixels } from './imagePixels.ts';

const pixelData = 'x7fe00010';

/** Bytes of one frame that is not compressed. */
export function plainFrameBytes({ width, height, samplesPerPixel, bitsAllocated, photometric }: ImagePixels): number {
  // Two neighbours share their colours: PS3.3, C.7.6.3.1.2.
  const samples = photometric === 'YBR_FULL_422' ? 2 : samplesPerPixel;
  return Math.ceil((width * height * samples * bitsAllocated) / 8);
}

/**
 * One frame as it lies in the file. Frames of one bit a pixel follow each other without a gap: they are cut out bit by bit.
 * @throws {AppError} dicom.truncated
 */
export function plainFrame(dataset: DataSet, pixels: ImagePixels, frame: number): Uint8Array {
  const element = dataset.elements[pixelData] as Element;
  const length = plainFrameBytes(pixels);
  const bits = pixels.width * pixels.height;
  if (pixels.bitsAllocated === 1) {
    const all = dataset.byteArray.subarray(element.dataOffset, element.dataOffset + element.length);
    if (all.length * 8 < bits * (frame + 1)) throw new AppError('dicom.truncated');
    const cut = new Uint8Array(bits);
    for (let at = 0, bit = bits * frame; at < bits; at += 1, bit += 1)
      cut[at] = ((all[bit >> 3] as number) >> (bit & 7)) & 1;
    return cut;
  }
  const start = element.dataOffset + frame * length;
  const end = start + length;
  if (end > dataset.byteArray.length || end > element.dataOffset + element.length)
    throw new AppError('dicom.truncated');
  return dataset.byteArray.subarray(start, end);
}

function join(dataset: DataSet, fragments: readonly Fragment[]): Uint8Array {
  const { byteArray } = dataset;
  if (fragments.some(({ position, length }) => position + length > byteArray.length))
    throw new AppError('dicom.truncated');
  const [only] = fragments;
  if (fragments.length === 1 && only) return byteArray.subarray(only.position, only.position + only.length);
  return new Uint8Array(
    Buffer.concat(fragments.map(({ position, length }) => byteArray.subarray(position, position + length))),
  );
}

/**
 * The compressed stream of one frame. Which fragments are its own, the offset table tells; without one each is a frame, or
 * a frame begins where a JPEG does. Format: PS3.5, A.4.
 * @throws {AppError} dicom.truncated, dicom.damaged
 */
export function encapsulatedFrame(dataset: DataSet, { frameCount }: ImagePixels, frame: number): Uint8Array {
  const element = dataset.elements[pixelData] as Element;
  const { fragments = [], basicOffsetTable = [] } = element;
  if (fragments.length === 0) throw new AppError('dicom.truncated');
  if (frameCount === 1) return join(dataset, fragments);
  if (fragments.length === frameCount) return join(dataset, fragments.slice(frame, frame + 1));
  if (fragments.length < frameCount) throw new AppError('dicom.truncated');
  const starts =
    basicOffsetTable.length === frameCount
      ? basicOffsetTable
      : dicomParser.createJPEGBasicOffsetTable(dataset, element, fragments);
  const from = starts[frame];
  const to = starts[frame + 1] ?? Number.POSITIVE_INFINITY;
  const own = fragments.filter(({ offset }) => from !== undefined && offset >= from && offset < to);
  if (own.length === 0)
    throw new AppError('dicom.damaged', { reason: `nothing tells where frame ${frame + 1} begins` });
  return join(dataset, own);
}
