import sharp from 'sharp';
import type { PicturePiece } from '#shared/contract/imagingApi.ts';
import type { PictureEncoding } from '#shared/model/exportOptions.ts';
import { encodePicture } from './encodePicture.ts';
import { pixelLimit, toImageError } from './imageErrors.ts';
import { pixelsImage, seenImage, seenPixels } from './seenPixels.ts';
import type { FramePlace } from './toShown.ts';

/** All pixels of a larger image would need more memory than a workstation can spare: it is decoded for each piece. */
const mostPixels = 250e6;

/**
 * Parts of an image as pictures of their own: see ImagingApi.cut.
 * @throws {AppError} image.*
 */
export async function cutPieces(
  place: FramePlace,
  pieces: readonly PicturePiece[],
  encoding: PictureEncoding,
): Promise<void> {
  try {
    const { width, height } = await sizeOf(place);
    const isSmall = width * height <= mostPixels;
    const pixels = isSmall ? await seenPixels(place) : null;
    for (const { box, outPath } of pieces) {
      const image = pixels ? pixelsImage(pixels) : await seenImage(place);
      const [left, top, across, down] = box;
      const piece = image.extract({ left, top, width: across, height: down });
      await encodePicture(piece, outPath, encoding);
    }
  } catch (error) {
    throw toImageError(error);
  }
}

/** Of what sharp can open; volumes are never that large. */
async function sizeOf({ file }: FramePlace): Promise<{ width: number; height: number }> {
  return sharp(file, { limitInputPixels: pixelLimit })
    .metadata()
    .catch(() => ({ width: 0, height: 0 }));
}
