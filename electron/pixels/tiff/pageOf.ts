import { readFile } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';
import { listTiffPages } from './listTiffPages.ts';

/** Which page of its file a frame is, as decoders count them. @throws {AppError} image.noFrame @throws errors of the file system */
export async function pageOf(file: string, frame: number): Promise<number> {
  if (frame === 0) return 0;
  const pages = listTiffPages(await readFile(file));
  const page = pages[frame];
  if (page === undefined) throw new AppError('image.noFrame', { frame: frame + 1, count: pages.length });
  return page;
}
