import { isUidOfStandard } from './elements.ts';
import type { DicomItem } from './elements.ts';
import { decimalsOf, itemsOf, textOf } from './values.ts';

/** What other objects of the same study need of a DICOM image to refer to one of its frames. Nothing of it names a patient. */
export interface DicomReference {
  readonly studyUid: string;
  readonly seriesUid: string;
  readonly sopClassUid: string;
  readonly sopInstanceUid: string;
  /** Absent: the image has no place in a patient. */
  readonly frameOfReferenceUid: string | undefined;
  readonly frameCount: number;
  /** Of the centre of the first pixel, in millimetres. */
  readonly position: readonly number[] | undefined;
  /** Directions of rows and columns. */
  readonly orientation: readonly number[] | undefined;
  /** Millimetres between rows, and between columns. */
  readonly spacing: readonly number[] | undefined;
  readonly thickness: number | undefined;
}

/**
 * @param frame counted from 0
 * @returns null: a UID that has to be there is missing
 */
export function readReference(elements: DicomItem, frame: number): DicomReference | null {
  const [studyUid, seriesUid] = [textOf(elements, 0x0020000d), textOf(elements, 0x0020000e)];
  const [sopClassUid, sopInstanceUid] = [textOf(elements, 0x00080016), textOf(elements, 0x00080018)];
  if (!studyUid || !seriesUid || !sopClassUid || !sopInstanceUid) return null;
  const own = itemsOf(elements, 0x52009230)[frame];
  const [shared] = itemsOf(elements, 0x52009229);
  /** Enhanced images keep it in functional groups, of the frame or shared by all. Source: PS3.3, C.7.6.16. */
  const numbers = (group: number, tag: number, count: number): number[] | undefined =>
    decimalsOf(itemsOf(own, group)[0], tag, count) ??
    decimalsOf(itemsOf(shared, group)[0], tag, count) ??
    decimalsOf(elements, tag, count);
  return {
    ...{ studyUid, seriesUid, sopClassUid, sopInstanceUid },
    frameOfReferenceUid: textOf(elements, 0x00200052),
    frameCount: decimalsOf(elements, 0x00280008, 1)?.[0] ?? 1,
    position: numbers(0x00209113, 0x00200032, 3),
    orientation: numbers(0x00209116, 0x00200037, 6),
    spacing: numbers(0x00289110, 0x00280030, 2),
    thickness: numbers(0x00289110, 0x00180050, 1)?.[0],
  };
}

/** The same reference to a copy whose UIDs are others. */
export function withUids(reference: DicomReference, replaceUid: (uid: string) => string): DicomReference {
  const replaced = (uid: string): string => (isUidOfStandard(uid) ? uid : replaceUid(uid));
  const { frameOfReferenceUid: frame } = reference;
  return {
    ...reference,
    studyUid: replaced(reference.studyUid),
    seriesUid: replaced(reference.seriesUid),
    sopInstanceUid: replaced(reference.sopInstanceUid),
    frameOfReferenceUid: frame === undefined ? undefined : replaced(frame),
  };
}
