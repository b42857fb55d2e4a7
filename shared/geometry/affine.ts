import type { Size } from './viewTransform.ts';

/** `x' = xx * x + xy * y + x0`, `y' = yx * x + yy * y + y0`. */
export interface Affine {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
  readonly x0: number;
  readonly y0: number;
}

export const applyAffine = ({ xx, xy, yx, yy, x0, y0 }: Affine, x: number, y: number): [number, number] => [
  xx * x + xy * y + x0,
  yx * x + yy * y + y0,
];

export const scaling = (across: number, down: number): Affine => ({ xx: across, xy: 0, yx: 0, yy: down, x0: 0, y0: 0 });

export const translation = (x0: number, y0: number): Affine => ({ xx: 1, xy: 0, yx: 0, yy: 1, x0, y0 });

/** About the origin, by clockwise radians (y runs down). */
export function rotation(angle: number): Affine {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return { xx: cos, xy: -sin, yx: sin, yy: cos, x0: 0, y0: 0 };
}

/** How many times larger areas become; negative: mirrored. */
export const determinant = ({ xx, xy, yx, yy }: Affine): number => xx * yy - xy * yx;

/** The way back. Of a map that flattens everything onto a line there is none: its numbers are not finite. */
export function invertAffine(affine: Affine): Affine {
  const { xx, xy, yx, yy, x0, y0 } = affine;
  const area = determinant(affine);
  const linear = { xx: yy / area, xy: -xy / area, yx: -yx / area, yy: xx / area, x0: 0, y0: 0 };
  const [bx, by] = applyAffine(linear, x0, y0);
  return { ...linear, x0: -bx + 0, y0: -by + 0 };
}

/** First `first`, then `then`. */
export function compose(then: Affine, first: Affine): Affine {
  const [x0, y0] = applyAffine(then, first.x0, first.y0);
  return {
    xx: then.xx * first.xx + then.xy * first.yx,
    xy: then.xx * first.xy + then.xy * first.yy,
    yx: then.yx * first.xx + then.yy * first.yx,
    yy: then.yx * first.xy + then.yy * first.yy,
    x0,
    y0,
  };
}

/** Whether the stored image lies on its side: its width is the upright one's height. */
export const isTurnedSideways = (orientation: number): boolean => orientation >= 5 && orientation <= 8;

/**
 * From pixels as they are stored to those of the upright image, by the EXIF orientation 1..8 (Exif 2.3, tag 0x0112; anything else is
 * 1).
 * @param upright the size of the upright image
 */
export function uprightFromStored(orientation: number, { width, height }: Size): Affine {
  // The directions that the stored x and y run in, in the upright image; what runs backwards begins at the far side.
  const [xx, yx, xy, yy] = (
    {
      2: [-1, 0, 0, 1],
      3: [-1, 0, 0, -1],
      4: [1, 0, 0, -1],
      5: [0, 1, 1, 0],
      6: [0, 1, -1, 0],
      7: [0, -1, -1, 0],
      8: [0, -1, 1, 0],
    } as Readonly<Record<number, readonly [number, number, number, number]>>
  )[orientation] ?? [1, 0, 0, 1];
  return { xx, xy, yx, yy, x0: xx + xy < 0 ? width : 0, y0: yx + yy < 0 ? height : 0 };
}

/** The way back: from the upright image to the pixels as they are stored. */
export function storedFromUpright(orientation: number, upright: Size): Affine {
  const { xx, xy, yx, yy, x0, y0 } = uprightFromStored(orientation, upright);
  // Turns and flips: the inverse of the directions is what they are turned over.
  const [bx, by] = applyAffine({ xx, xy: yx, yx: xy, yy, x0: 0, y0: 0 }, x0, y0);
  return { xx, xy: yx, yx: xy, yy, x0: -bx + 0, y0: -by + 0 };
}
