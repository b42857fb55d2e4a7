import { createHash, createHmac, randomBytes } from 'node:crypto';
import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { constants, deflateRawSync, inflateRawSync } from 'node:zlib';
import { AppError } from '#shared/contract/errors.ts';
import { delimitedLine } from '#shared/formats/parts/delimited.ts';
import { DicomError, deflatedLittleEndian } from '#shared/medical/dicom/elements.ts';
import type { DicomFile } from '#shared/medical/dicom/elements.ts';
import { deidentify, mayBeBurnedIn } from '#shared/medical/dicom/deidentify/deidentify.ts';
import { readDicomFile } from '#shared/medical/dicom/readElements.ts';
import { textOf } from '#shared/medical/dicom/values.ts';
import { writeElements, writeFileHead } from '#shared/medical/dicom/writeElements.ts';

export interface Deidentifier {
  /** The same for the same UID, in this export; nobody can tell from it which one it was. */
  replaceUid(uid: string): string;
  /**
   * Copies a file without what tells whose it is; a second time nothing is done.
   * @param folder of images, below the export's @returns the copy's path there; null: text may be part of the picture
   * @throws {AppError} export.imageUnreadable
   */
  copy(source: string, folder: string): string | null;
}

const reportName = 'deidentification.csv';
/** Most bytes that a deflated dataset may unfold to. */
const inflateLimit = 2 ** 30;

/** A hash as a UUID of version 8 (RFC 9562) below 2.25. Source: PS3.5, B.2. */
function uidOf(hash: Buffer): string {
  const bytes = Buffer.from(hash.subarray(0, 16));
  bytes[6] = ((bytes[6] as number) & 0x0f) | 0x80;
  bytes[8] = ((bytes[8] as number) & 0x3f) | 0x80;
  return `2.25.${BigInt(`0x${bytes.toString('hex')}`)}`;
}

function readFile(source: string): DicomFile {
  try {
    const inflate = (bytes: Uint8Array): Uint8Array => inflateRawSync(bytes, { maxOutputLength: inflateLimit });
    return readDicomFile(readFileSync(source), { inflate });
  } catch (error) {
    // What is no file any more, or can't be understood to its end: half of it may name somebody.
    const isFile = error instanceof DicomError || (error instanceof Error && 'code' in error);
    throw isFile ? new AppError('export.imageUnreadable', { path: source }, { cause: error }) : error;
  }
}

/**
 * Copies DICOM files by the Basic Application Level Confidentiality Profile. UIDs are replaced by salted hashes, the salt being
 * forgotten at the end; a patient's name and number by a word that is the same in all files of the export.
 * @param report takes the lines of `deidentification.csv`
 */
export function createDeidentifier(
  {
    out,
    appVersion,
    keepsBurnedIn,
  }: {
    readonly out: string;
    readonly appVersion: string;
    readonly keepsBurnedIn: boolean;
  },
  report: (file: string, line: string) => void,
): Deidentifier {
  const salt = randomBytes(32);
  const salted = (text: string): Buffer => createHmac('sha256', salt).update(text).digest();
  const copies = new Map<string, string | null>();
  /** Of each series: its number, and how many images it has. */
  const series = new Map<string, { readonly number: number; count: number }>();
  report(reportName, delimitedLine(['file', 'tag', 'keyword', 'action'], ','));

  function nameOf({ elements }: DicomFile): string {
    const uid = textOf(elements, 0x0020000e) ?? '';
    const one = series.get(uid) ?? { number: series.size + 1, count: 0 };
    series.set(uid, one);
    one.count += 1;
    const digits = (number: number, count: number): string => String(number).padStart(count, '0');
    return `series-${digits(one.number, 3)}/image-${digits(one.count, 4)}.dcm`;
  }

  function pseudonymOf({ elements }: DicomFile): string {
    const known = [0x00100020, 0x00100010, 0x0020000d].map((tag) => textOf(elements, tag)).find((text) => text);
    return `FP${createHash('sha256')
      .update(salt)
      .update(`patient ${known ?? ''}`)
      .digest('hex')
      .slice(0, 12)
      .toUpperCase()}`;
  }

  const replaceUid = (uid: string): string => uidOf(salted(uid));

  function write(file: DicomFile, folder: string, isBurnedIn: boolean): string {
    const below = nameOf(file);
    const name = path.posix.join(folder, below);
    const { elements, actions } = deidentify(file, {
      ...{ replaceUid, pseudonym: pseudonymOf(file), isBurnedIn },
      method: `Firstpass ${appVersion}: PS3.15 Basic Profile`.slice(0, 64),
    });
    const dataset = writeElements(elements, file.coding);
    const isDeflated = file.transferSyntax === deflatedLittleEndian;
    const full = path.join(out, name);
    mkdirSync(path.dirname(full), { recursive: true });
    const descriptor = openSync(full, 'wx');
    try {
      const head = writeFileHead({
        sopClass: textOf(elements, 0x00080016) ?? '',
        sopInstance: textOf(elements, 0x00080018) ?? '',
        transferSyntax: file.transferSyntax,
      });
      for (const piece of [...head, ...(isDeflated ? [deflated(dataset)] : dataset)]) writeFileSync(descriptor, piece);
    } finally {
      closeSync(descriptor);
    }
    for (const { tag, keyword, action } of actions)
      report(reportName, delimitedLine([name, tag, keyword, action], ','));
    return below;
  }

  return {
    replaceUid,
    copy(source, folder) {
      const known = copies.get(source);
      if (known !== undefined) return known;
      const file = readFile(source);
      const isBurnedIn = mayBeBurnedIn(file);
      const made = isBurnedIn && !keepsBurnedIn ? null : write(file, folder, isBurnedIn);
      copies.set(source, made);
      return made;
    },
  };
}

/** Filled up to an even number of bytes. Format: PS3.5, A.5. */
function deflated(pieces: readonly Uint8Array[]): Uint8Array {
  const bytes = deflateRawSync(Buffer.concat(pieces), { level: constants.Z_DEFAULT_COMPRESSION });
  return bytes.length % 2 === 0 ? bytes : Buffer.concat([bytes, Buffer.alloc(1)]);
}
