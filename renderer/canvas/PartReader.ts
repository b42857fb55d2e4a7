import type { Box } from '#shared/geometry/boxes.ts';
import { framePart } from '#shared/geometry/photoPart.ts';
import type { PartFrame, PhotoPart } from '#shared/geometry/photoPart.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import { isEqualAdjust, neutralAdjust } from '#shared/look/photoAdjust.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';
import { shadesOf } from './photo.ts';
import type { Photo } from './photo.ts';
import { shrinkGrey } from './shrinkGrey.ts';
import type { TileLayer } from './TileLayer.ts';

const isSameFrame = (a: PartFrame, b: PartFrame): boolean =>
  a.width === b.width && a.height === b.height && a.box.every((side, index) => side === b.box[index]);

/**
 * Reads pixels of the photo as the file has them, whatever the settings of the view; of deep grey as they are shown: only a window
 * tells which of its values differ. The last part read is kept. Of a photo with tiles only those are read: its overview is for the
 * eye alone.
 */
export class PartReader {
  #photo: Photo | null = null;
  #image: Size | null = null;
  #tiles: TileLayer | null = null;
  #adjust: PhotoAdjust = neutralAdjust;
  #last: PhotoPart | null = null;

  setPhoto(photo: Photo | null, image: Size | null, tiles: TileLayer | null): void {
    this.#photo = photo;
    this.#image = image;
    this.#tiles = tiles;
    this.#last = null;
  }

  setAdjust(adjust: PhotoAdjust): void {
    if (this.#photo?.deep && !isEqualAdjust(adjust, this.#adjust)) this.#last = null;
    this.#adjust = adjust;
  }

  /**
   * @param visible in image pixels
   * @returns the same object for the same part, so that its user can know it again; null: nothing of the photo is visible, or
   * its tiles aren't there yet
   */
  read(visible: Box): PhotoPart | null {
    const [photo, image] = [this.#photo, this.#image];
    if (!photo || !image) return null;
    const frame = framePart(visible, image);
    // What lies around the screen may be missing: then what is on it will do.
    return frame && (this.#readFrame(frame, photo, image) ?? this.#readTight(visible, photo, image));
  }

  #readTight(visible: Box, photo: Photo, image: Size): PhotoPart | null {
    const frame = framePart(visible, image, true);
    return frame && this.#readFrame(frame, photo, image);
  }

  #readFrame(frame: PartFrame, photo: Photo, image: Size): PhotoPart | null {
    if (this.#last && isSameFrame(this.#last, frame)) return this.#last;
    const { box, width, height } = frame;
    if (photo.deep && !this.#tiles) {
      this.#last = { ...frame, data: shrinkGrey(photo.deep, frame, shadesOf(photo.deep, this.#adjust)) };
      return this.#last;
    }
    // Measured: on machines without a GPU, painting in memory is far faster than through its emulation.
    const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
    if (!context) throw new Error('the canvas gave no context');
    context.imageSmoothingQuality = 'medium';
    if (this.#tiles) {
      if (!this.#tiles.read(context, box, width / box[2])) return null;
    } else {
      const [across, down] = [photo.bitmap.width / image.width, photo.bitmap.height / image.height];
      const from = [box[0] * across, box[1] * down, box[2] * across, box[3] * down] as const;
      context.drawImage(photo.bitmap, ...from, 0, 0, width, height);
    }
    this.#last = { ...frame, data: context.getImageData(0, 0, width, height).data };
    return this.#last;
  }
}
