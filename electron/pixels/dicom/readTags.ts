import type { DataSet } from 'dicom-parser';
import type { ItemFacts } from '#shared/model/itemFacts.ts';
import type { MetaValue } from '#shared/model/metaValue.ts';
import { decimals, findIn, placesOf } from './frameItems.ts';

/** Codes of the standard: capital letters, digits, blanks. A sentence, in which a name might stand, is none. */
const code = /^[A-Z0-9_ ]{1,16}$/;
/** Makers of devices: a short name, without digits that could be somebody's number. */
const maker = /^[\p{L} .,&()/-]{2,40}$/u;

function decimalTag(dataset: DataSet, tag: string, key: string, groups: readonly DataSet[]): MetaValue[] {
  const [value] = decimals(findIn(groups, tag) ?? dataset, tag);
  return value === undefined ? [] : [{ key, value: String(value), number: value }];
}

/**
 * What of a DICOM file becomes metadata of an image, by which it is found and sorted: these tags and no others. None of them tells of a
 * patient, an examination, a date, a place or a person. Source: PS3.6.
 */
export function readTags(
  dataset: DataSet,
  { modality, bodyPart, photometric, spacing }: ItemFacts,
  frame: number,
): MetaValue[] {
  const words = (key: string, text: string | undefined, form: RegExp): MetaValue[] => {
    const value = text?.trim();
    return value !== undefined && form.test(value) ? [{ key: `dicom.${key}`, value, number: null }] : [];
  };
  const measures = placesOf(dataset, frame, 'x00289110');
  return [
    ...words('modality', modality, code),
    ...words('bodyPart', bodyPart, code),
    ...words('view', dataset.string('x00185101')?.toUpperCase(), code),
    ...words('photometric', photometric, code),
    ...words('manufacturer', dataset.string('x00080070'), maker),
    ...decimalTag(dataset, 'x00180050', 'dicom.sliceThickness', measures),
    ...decimalTag(dataset, 'x00180060', 'dicom.kvp', [dataset]),
    ...(spacing ? [{ key: 'dicom.pixelSpacing', value: `${spacing.yMm} x ${spacing.xMm}`, number: spacing.yMm }] : []),
  ];
}
