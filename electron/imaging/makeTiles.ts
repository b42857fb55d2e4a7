import path from 'node:path';
import { toImageError } from './imageErrors.ts';
import { toShown } from './toShown.ts';
import type { FramePlace } from './toShown.ts';
import { writeWholeFolder } from './writeWhole.ts';

/**
 * The upright image as PNG tiles, without loss, on all levels down to one that fits into a single tile: `LEVEL/X_Y.png`, where level
 * 0 is that single tile. The folder appears when all of them are there.
 * @throws {AppError} image.*
 */
export async function makeTiles(place: FramePlace, outFolder: string, tilePx: number): Promise<void> {
  try {
    const image = await toShown(place);
    await writeWholeFolder(outFolder, async (empty) => {
      await image
        .png({ compressionLevel: 1, adaptiveFiltering: false })
        .tile({ size: tilePx, overlap: 0, depth: 'onetile', layout: 'dz' })
        .toFile(path.join(empty, 'image.dz'));
      return path.join(empty, 'image_files');
    });
  } catch (error) {
    throw toImageError(error);
  }
}
