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
]);

/** Whether a file is listed as an item: by its ending, and not hidden. */
export function isImageName(name: string): boolean {
  return !name.startsWith('.') && endings.has(path.extname(name).toLowerCase());
}

/** With `/` on every system. */
export function relativePath(root: string, absolute: string): string {
  return path.relative(root, absolute).split(path.sep).join('/');
}
