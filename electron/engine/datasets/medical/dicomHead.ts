import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { constants, inflateRawSync } from 'node:zlib';
import { DicomError } from '#shared/medical/dicom/elements.ts';
import type { DicomItem } from '#shared/medical/dicom/elements.ts';
import { readDicomFile } from '#shared/medical/dicom/readElements.ts';

/** Most files tell all that is asked for in so many bytes. */
const firstBytes = 64 * 1024;
const growth = 16;
/** Most bytes that a deflated dataset may unfold to. */
const inflateLimit = 2 ** 30;

/** What follows may be missing, and is not asked for. */
const inflateStart = (bytes: Uint8Array): Uint8Array =>
  inflateRawSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: inflateLimit });

/**
 * The elements of a DICOM file before one of them, reading no more of the file than that needs.
 * @param until the first element that isn't read @throws {DicomError} @throws errors of the file system
 */
export function readDicomHead(file: string, until: number): DicomItem {
  const descriptor = openSync(file, 'r');
  try {
    const { size } = fstatSync(descriptor);
    for (let length = Math.min(size, firstBytes); ; length = Math.min(size, length * growth)) {
      const bytes = Buffer.alloc(length);
      const count = readSync(descriptor, bytes, 0, length, 0);
      try {
        return readDicomFile(bytes.subarray(0, count), { until, inflate: inflateStart }).elements;
      } catch (error) {
        if (error instanceof DicomError && error.isTruncated && length < size) continue;
        throw error;
      }
    }
  } finally {
    closeSync(descriptor);
  }
}
