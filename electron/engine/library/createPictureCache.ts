import path from 'node:path';
import type { Logger } from '#shared/base/log.ts';
import { createBoundedFolder } from './createBoundedFolder.ts';
import type { BoundedFolder } from './createBoundedFolder.ts';
import { pictureFolder } from './pictureFolder.ts';

/** Pictures that were made of images, named by content: derived data, kept as long as there is room for it. */
export interface PictureCache {
  readonly thumbnails: BoundedFolder;
  readonly renderings: BoundedFolder;
  readonly tiles: BoundedFolder;
}

export type CacheLimits = Readonly<Record<keyof PictureCache, number>>;

/** In bytes: some 200,000 thumbnails, 200 renderings of 12 megapixels, and (measured: 2.5 a pixel) 15 photos of 100 megapixels. */
const usualLimits: CacheLimits = { thumbnails: 2e9, renderings: 4e9, tiles: 4e9 };

export function createPictureCache(deps: {
  readonly cacheFolder: string;
  readonly limits?: Partial<CacheLimits> | undefined;
  readonly logger: Logger;
}): PictureCache {
  const { cacheFolder, logger } = deps;
  const limits = { ...usualLimits, ...deps.limits };
  const bounded = (name: keyof PictureCache): BoundedFolder =>
    createBoundedFolder({ folder: path.join(pictureFolder(cacheFolder), name), limitBytes: limits[name], logger });
  return { thumbnails: bounded('thumbnails'), renderings: bounded('renderings'), tiles: bounded('tiles') };
}
