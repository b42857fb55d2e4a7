import path from 'node:path';
import type { Emit } from '#shared/formats/format.ts';
import { delimitedLine } from '#shared/formats/parts/delimited.ts';
import { folderNames } from '#shared/formats/parts/folderNames.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import type { PicturePiece } from '#shared/contract/imagingApi.ts';
import type { CropOptions } from '#shared/model/exportOptions.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { ChosenLabel } from './chooseLabels.ts';
import { exportExtras } from './exportFiles.ts';
import type { PictureTask } from './pictures/pictureTask.ts';
import { sourceOf } from './itemFiles.ts';

const { crops: manifest, cropFolder } = exportExtras;
/** Of an image's name, in characters; its item's number makes it one of its own. */
const longestStem = 60;
/** Of one image in one task: it is decoded once for them. */
const atOnce = 200;

/**
 * The whole pixels of the image around a box with a margin on each side, a part of that side's length; null when the box is narrower or lower
 * than the least, or lies outside.
 */
export function cropBox(
  [x, y, width, height]: Box,
  { margin, minSizePx }: Pick<CropOptions, 'margin' | 'minSizePx'>,
  image: { readonly widthPx: number; readonly heightPx: number },
): Box | null {
  if (width < minSizePx || height < minSizePx) return null;
  const [across, down] = [margin * width, margin * height];
  const [left, top] = [Math.max(0, Math.floor(x - across)), Math.max(0, Math.floor(y - down))];
  const right = Math.min(image.widthPx, Math.ceil(x + width + across));
  const bottom = Math.min(image.heightPx, Math.ceil(y + height + down));
  return right > left && bottom > top ? [left, top, right - left, bottom - top] : null;
}

/** One picture of each object, in a folder for each class, and a list of them. */
export interface ObjectCropper {
  crop(row: ExportRow, labels: readonly ChosenLabel[]): void;
  readonly counts: () => { readonly written: number; readonly tooSmall: number };
}

export function createObjectCropper(
  options: CropOptions,
  classes: readonly LabelClass[],
  to: { readonly half: string; readonly emit: Emit; readonly ask: (task: PictureTask) => void },
): ObjectCropper {
  const folders = folderNames(classes.map(({ name }) => name));
  let [written, tooSmall] = [0, 0];
  to.emit(manifest, delimitedLine(['crop', 'image', 'item', 'label', 'class', 'left', 'top', 'width', 'height'], ','));
  return {
    counts: () => ({ written, tooSmall }),
    crop(row, labels) {
      const pieces: PicturePiece[] = [];
      const stem = [...path.posix.parse(row.path).name].slice(0, longestStem).join('');
      for (const { id, shape, writtenAs } of labels) {
        if (!writtenAs) continue;
        // A class of the whole image is one of all its pixels.
        const bounds = geometryOf(shape).bounds(shape) ?? [0, 0, row.widthPx, row.heightPx];
        const box = cropBox(bounds, options, row);
        if (!box) {
          tooSmall += 1;
          continue;
        }
        const name = `${stem}-item${row.id}-${pieces.length + 1}.${options.encoding.format === 'png' ? 'png' : 'jpg'}`;
        const crop = `${cropFolder}/${folders.get(writtenAs.name) ?? writtenAs.id}/${name}`;
        pieces.push({ box, outPath: path.join(to.half, crop) });
        to.emit(manifest, delimitedLine([crop, row.path, row.id, id, writtenAs.name, ...box], ','));
        written += 1;
      }
      for (let from = 0; from < pieces.length; from += atOnce)
        to.ask({
          ...{ kind: 'cut', path: sourceOf(row), frame: row.frame },
          ...{ pieces: pieces.slice(from, from + atOnce), encoding: options.encoding },
        });
    },
  };
}
