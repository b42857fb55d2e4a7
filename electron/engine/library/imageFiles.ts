import path from 'node:path';

/** The endings that are looked at; what a file really is, its bytes say. */
const endings = new Set([
  '.jpg',
  '.jpeg',
  '.jpe',
  '.jfif',
  '.png',
  '.webp',
  '.avif',
  '.gif',
  '.tif',
  '.tiff',
  '.bmp',
  '.jp2',
  '.heic',
  '.dcm',
  '.dicom',
  '.dic',
  '.ima',
  '.nii',
]);

/** Whether a file is listed as an item: by its ending, and not hidden. */
export function isImageName(name: string): boolean {
  const lower = name.toLowerCase();
  return !name.startsWith('.') && (endings.has(path.extname(lower)) || lower.endsWith('.nii.gz'));
}

/** With `/` on every system. */
export function relativePath(root: string, absolute: string): string {
  return path.relative(root, absolute).split(path.sep).join('/');
}
