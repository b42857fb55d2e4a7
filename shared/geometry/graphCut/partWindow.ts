import type { Box } from '../boxes.ts';
import { partScale } from '../photoPart.ts';
import type { PartFrame, PhotoPart } from '../photoPart.ts';
import type { Colors } from './colorMixture.ts';

/** Colours of a stretch of a part of the photo, and where it lies in the image. */
export interface PartWindow extends PartFrame {
  readonly colors: Colors;
}

/** So much is looked at around a box, as a share of its longer side: enough to know what isn't meant. */
const marginShare = 0.2;
const leastMargin = 6;

/** @param mostPixels it is scaled down by a whole number until it has no more; null: the box lies beside the part */
export function readWindow(part: PhotoPart, [x, y, width, height]: Box, mostPixels: number): PartWindow | null {
  const scale = partScale(part);
  const margin = Math.max(leastMargin * scale, marginShare * Math.max(width, height));
  const toX = (at: number): number => ((at - part.box[0]) * part.width) / part.box[2];
  const toY = (at: number): number => ((at - part.box[1]) * part.height) / part.box[3];
  const left = Math.max(0, Math.floor(toX(x - margin)));
  const top = Math.max(0, Math.floor(toY(y - margin)));
  const right = Math.min(part.width, Math.ceil(toX(x + width + margin)));
  const bottom = Math.min(part.height, Math.ceil(toY(y + height + margin)));
  if (right - left < 2 || bottom - top < 2) return null;
  const step = Math.max(1, Math.ceil(Math.sqrt(((right - left) * (bottom - top)) / mostPixels)));
  const size = { width: Math.floor((right - left) / step), height: Math.floor((bottom - top) / step) };
  if (size.width < 2 || size.height < 2) return null;
  const [across, down] = [part.box[2] / part.width, part.box[3] / part.height];
  return {
    ...size,
    box: [part.box[0] + left * across, part.box[1] + top * down, size.width * step * across, size.height * step * down],
    colors: meanColors(part, left, top, size, step),
  };
}

function meanColors(
  { data, width: stride }: PhotoPart,
  left: number,
  top: number,
  { width, height }: { readonly width: number; readonly height: number },
  step: number,
): Colors {
  const colors = new Float32Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1, to += 3) {
      let [r, g, b] = [0, 0, 0];
      for (let row = 0; row < step; row += 1)
        for (let column = 0; column < step; column += 1) {
          const from = 4 * ((top + y * step + row) * stride + left + x * step + column);
          r += data[from] as number;
          g += data[from + 1] as number;
          b += data[from + 2] as number;
        }
      const n = step * step;
      colors[to] = r / n;
      colors[to + 1] = g / n;
      colors[to + 2] = b / n;
    }
  return colors;
}
