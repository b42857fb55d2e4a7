/** Something that is known of an item beside its labels. */
export interface MetaValue {
  readonly key: string;
  readonly value: string;
  /** The value as a number, or of a date its time in milliseconds since 1970: what it is compared by. Null: it is neither. */
  readonly number: number | null;
}

/** Names that begin so tell what stands in the file itself: derived, and written by nothing else. */
const derived = /^(exif|dicom)\.|^nifti\.plane$/i;
export const isDerivedKey = (key: string): boolean => derived.test(key);

/** Most characters of a name and of a value. */
export const metaLimits = { key: 100, value: 2000 } as const;

/** A name that can stand in a query behind `meta.`: what ends a word there becomes a hyphen. Empty: nothing is left of it. */
export function toMetaKey(name: string): string {
  return name
    .normalize()
    .replace(/[\s:<>=()",\p{Cc}]+/gu, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, metaLimits.key);
}
