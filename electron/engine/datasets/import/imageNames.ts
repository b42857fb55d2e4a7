/** Names of images as others write them, made comparable. Case doesn't matter: file systems differ in it. */

/** With `/`, without a drive, an address or `.` and `..`; lower case. */
export function comparablePath(path: string): string {
  return path
    .replace(/^[a-z]+:\/\/[^/]*/i, '')
    .replace(/^[a-z]:/i, '')
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/')
    .toLowerCase();
}

export const nameOf = (comparable: string): string => comparable.slice(comparable.lastIndexOf('/') + 1);

/** Endings that images have; what follows another dot is a part of the name. */
const endings = /\.nii\.gz$|\.(jpe?g|jfif|png|webp|avif|gif|tiff?|bmp|dcm|dicom|dic|ima|nii|heic|jp2|exr|ppm|pgm|tga)$/;
/** What Cityscapes calls its images beside what they share with their labels. */
const kindOfImage = /_leftimg8bit$/;

/** The name without the ending of an image. */
export const stemOf = (name: string): string => name.replace(endings, '').replace(kindOfImage, '');

/** One image of a file, from 0; of a slice of a volume, with its plane, in that plane. */
interface NamedFrame {
  readonly path: string;
  readonly plane: string | null;
  readonly frame: number;
}

/** `scan.nii#coronal-12`, or `scan-coronal-0012.png`. */
function splitSlice(path: string): NamedFrame | null {
  const [, file, plane, digits] =
    /^(.*)#(coronal|sagittal)-(\d{1,6})$/i.exec(path) ??
    /^(.*)-(coronal|sagittal)-(\d{3,6})(?:\.png)?$/i.exec(path) ??
    [];
  if (file === undefined || plane === undefined || Number(digits) === 0) return null;
  return { path: file, plane: plane.toLowerCase(), frame: Number(digits) - 1 };
}

/**
 * A path that names one image of a file, from 0: `scan.dcm#12`, or `scan-012.png` as exports call the pictures of frames; slices of
 * volumes have their plane before the number. What is left of it is the file's, without its ending in the second case. null: it names none.
 */
export function splitFrame(path: string): NamedFrame | null {
  const slice = splitSlice(path);
  if (slice) return slice;
  const [, file, digits] = /^(.*)#(\d{1,6})$/.exec(path) ?? /^(.*)-(\d{3,6})(?:\.png)?$/i.exec(path) ?? [];
  return file === undefined || Number(digits) === 0 ? null : { path: file, plane: null, frame: Number(digits) - 1 };
}

/** What a name of nothing but digits counts: `000000000042` is 42; null for others. */
export const numberOf = (stem: string): string | null => (/^\d+$/.test(stem) ? stem.replace(/^0+(?=\d)/, '') : null);

/** How many of the last parts of two paths are equal; the last may lack its ending in one of them. */
export function commonParts(a: string, b: string): number {
  const [left, right] = [a.split('/').reverse(), b.split('/').reverse()];
  let count = 1;
  while (count < left.length && count < right.length && left[count] === right[count]) count += 1;
  return count;
}
