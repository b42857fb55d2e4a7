import { closeSync, openSync, readSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { AppError } from '#shared/contract/errors.ts';
import type { ExportSource } from '#shared/formats/format.ts';
import { DicomError, pixelDataTag } from '#shared/medical/dicom/elements.ts';
import type { DicomItem } from '#shared/medical/dicom/elements.ts';
import { readReference, withUids } from '#shared/medical/dicom/reference.ts';
import { NiftiError, readNiftiHeader } from '#shared/medical/nifti/niftiHeader.ts';
import { readDicomHead } from './dicomHead.ts';

interface Frame {
  /** Absolute. */
  readonly source: string;
  /** What the format is to call it. */
  readonly file: string;
  readonly frame: number;
}

/** Of a header of either version, and of what may be folded. */
const headBytes = 544;
const readBytes = 64 * 1024;

function readNiftiHead(source: string): Uint8Array {
  const descriptor = openSync(source, 'r');
  try {
    const bytes = Buffer.alloc(readBytes);
    const start = bytes.subarray(0, readSync(descriptor, bytes, 0, readBytes, 0));
    // What follows is missing, and not asked for.
    const isFolded = start[0] === 0x1f && start[1] === 0x8b;
    const head = isFolded ? gunzipSync(start, { finishFlush: 2, maxOutputLength: 1 << 27 }) : start;
    readNiftiHeader(head);
    return new Uint8Array(head.subarray(0, headBytes));
  } finally {
    closeSync(descriptor);
  }
}

/** Reads once what is asked for frame by frame. */
function remembering<T>(read: (source: string) => T): (source: string) => T {
  let last: { readonly source: string; readonly value: T } | null = null;
  return (source) => {
    if (last?.source !== source) last = { source, value: read(source) };
    return last.value;
  };
}

/**
 * What a format that refers to medical files is told of a frame; null: its file lacks what refers to it.
 * @param replaceUid of an export whose files have other UIDs @throws {AppError} export.imageUnreadable
 */
export function createSources(
  kind: ExportSource['kind'],
  replaceUid: ((uid: string) => string) | null,
): (frame: Frame) => ExportSource | null {
  const niftiHead = remembering(readNiftiHead);
  const dicomHead = remembering((source): DicomItem => readDicomHead(source, pixelDataTag));

  function read({ source, file, frame }: Frame): ExportSource | null {
    if (kind === 'nifti') return { kind, file, frame, head: niftiHead(source) };
    const reference = readReference(dicomHead(source), frame);
    return reference && { kind, file, frame, reference: replaceUid ? withUids(reference, replaceUid) : reference };
  }

  return (frame) => {
    try {
      return read(frame);
    } catch (error) {
      const isFile =
        error instanceof DicomError || error instanceof NiftiError || (error instanceof Error && 'code' in error);
      throw isFile ? new AppError('export.imageUnreadable', { path: frame.source }, { cause: error }) : error;
    }
  };
}
