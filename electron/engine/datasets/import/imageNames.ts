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
const endings = /\.(jpe?g|jfif|png|webp|avif|gif|tiff?|bmp|dcm|nii|gz|heic|jp2|exr|ppm|pgm|tga)$/;

/** The name without the ending of an image. */
export const stemOf = (name: string): string => name.replace(endings, '');

/** What a name of nothing but digits counts: `000000000042` is 42; null for others. */
export const numberOf = (stem: string): string | null => (/^\d+$/.test(stem) ? stem.replace(/^0+(?=\d)/, '') : null);

/** How many of the last parts of two paths are equal; the last may lack its ending in one of them. */
export function commonParts(a: string, b: string): number {
  const [left, right] = [a.split('/').reverse(), b.split('/').reverse()];
  let count = 1;
  while (count < left.length && count < right.length && left[count] === right[count]) count += 1;
  return count;
}
