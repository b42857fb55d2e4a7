import { rm } from 'node:fs/promises';
import path from 'node:path';

/** Counts up when pictures of the same bytes come out different: those of an older program are then never shown. */
const version = 2;

/** Where thumbnails, renderings and tiles are kept. */
export const pictureFolder = (cacheFolder: string): string => path.join(cacheFolder, `pictures-${version}`);

/** What earlier programs kept: pictures without a folder of their own, and embeddings of another layout. */
const outdated = ['thumbnails', 'renderings', 'tiles', 'embeddings-1'];

/** Gives the room back that nobody will ask for again. */
export async function dropOutdatedPictures(cacheFolder: string): Promise<void> {
  for (const name of outdated) {
    // A disk that can't be written keeps them: they do no harm.
    await rm(path.join(cacheFolder, name), { recursive: true, force: true }).catch(() => undefined);
  }
}
