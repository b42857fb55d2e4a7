/**
 * A data element of a DICOM file: its value as it lies in the file, or the items of a sequence. Format: PS3.5, chapter 7.
 */
export interface DicomElement {
  /** Group and element as one number: (0010,0020) is 0x00100020. */
  readonly tag: number;
  /** Two letters; '' where the file doesn't say (implicit). */
  readonly vr: string;
  readonly value: Uint8Array | readonly DicomItem[];
  /** Pixels in fragments: the value is all of them, with their heads. */
  readonly isEncapsulated?: boolean;
}

/** The elements of a dataset or of a sequence's item, in the order of the file. */
export type DicomItem = readonly DicomElement[];

/** How elements are laid out in bytes. */
export interface DicomCoding {
  readonly isLittleEndian: boolean;
  readonly isExplicit: boolean;
}

export interface DicomFile {
  readonly transferSyntax: string;
  readonly coding: DicomCoding;
  readonly elements: DicomItem;
}

/** A file that isn't what it says. */
export class DicomError extends Error {
  override readonly name = 'DicomError';
  /** It ends before its time: more bytes may help. */
  readonly isTruncated: boolean;

  constructor(reason: string, isTruncated = false) {
    super(reason);
    this.isTruncated = isTruncated;
  }
}

export const pixelDataTag = 0x7fe00010;
export const explicitLittleEndian = '1.2.840.10008.1.2.1';
export const implicitLittleEndian = '1.2.840.10008.1.2';
export const explicitBigEndian = '1.2.840.10008.1.2.2';
export const deflatedLittleEndian = '1.2.840.10008.1.2.1.99';

/** As people write it: `(0010,0020)`. */
export function tagName(tag: number): string {
  const digits = tag.toString(16).padStart(8, '0').toUpperCase();
  return `(${digits.slice(0, 4)},${digits.slice(4)})`;
}

/** Classes, transfer syntaxes, and frames of reference that the standard itself has: they are of no patient. Source: PS3.6, annex A. */
export const isUidOfStandard = (uid: string): boolean => uid.startsWith('1.2.840.10008.');

export const groupOf = (tag: number): number => tag >>> 16;

/** Those whose lengths have four bytes. Source: PS3.5, 7.1.2. */
export const longVrs: ReadonlySet<string> = new Set([
  ...['OB', 'OD', 'OF', 'OL', 'OV', 'OW', 'SQ', 'SV', 'UC', 'UN', 'UR', 'UT', 'UV'],
]);
