import { inflateRawSync } from 'node:zlib';
import dicomParser from 'dicom-parser';
import type { DataSet } from 'dicom-parser';
import { AppError } from '#shared/contract/errors.ts';

const implicitLittleEndian = '1.2.840.10008.1.2';
/** Most bytes that a deflated dataset may unfold to. */
const inflateLimit = 2 ** 30;

export const hasPreamble = (bytes: Uint8Array): boolean =>
  bytes.length > 132 && String.fromCharCode(...bytes.subarray(128, 132)) === 'DICM';

/** Data after the part 10 header, which ends at `position`, unfolded. Format: PS3.5, A.5. */
function inflate(bytes: Uint8Array, position: number): Uint8Array {
  const inflated = inflateRawSync(bytes.subarray(position), { maxOutputLength: inflateLimit });
  const whole = new Uint8Array(position + inflated.length);
  whole.set(bytes.subarray(0, position));
  whole.set(inflated, position);
  return whole;
}

/** What the parser's complaint about the bytes is: nearly always that they end too early. */
function toDicomError(error: unknown): AppError {
  const reason =
    error instanceof Error
      ? error.message
      : typeof error === 'object' && error
        ? String((error as { exception?: unknown }).exception)
        : String(error);
  if (/past the end|buffer overrun|beyond|EOF|unexpected end|outside the bounds|attempt to read/i.test(reason))
    return new AppError('dicom.truncated', {}, { cause: error });
  return new AppError('dicom.damaged', { reason: reason.replace(/^dicomParser\.?\w*:?\s*/i, '') }, { cause: error });
}

/**
 * A DICOM file as its elements; pixels stay where they lie in the bytes.
 * @throws {AppError} dicom.truncated, dicom.damaged
 */
export function parseDataset(bytes: Uint8Array): DataSet {
  try {
    const options = hasPreamble(bytes) ? {} : { TransferSyntaxUID: implicitLittleEndian };
    return dicomParser.parseDicom(bytes, { ...options, inflater: inflate });
  } catch (error) {
    throw toDicomError(error);
  }
}

export { toDicomError };
