import type { Orientation } from './orientation.ts';

/** What lies beyond each border of an image, as letters. */
export interface BodySides {
  readonly left: string;
  readonly right: string;
  readonly top: string;
  readonly bottom: string;
}

/** The same of the screen, on which the image is turned or mirrored. */
export function turnSides(sides: BodySides, { xx, xy, yx, yy }: Orientation): BodySides {
  /** The border of the image that is met in a direction of it. */
  const beyond = (x: number, y: number): string =>
    x > 0 ? sides.right : x < 0 ? sides.left : y > 0 ? sides.bottom : sides.top;
  // Back from the screen: the transpose of the turn.
  const right = beyond(xx, xy);
  const bottom = beyond(yx, yy);
  const left = beyond(-xx, -xy);
  const top = beyond(-yx, -yy);
  return { left, right, top, bottom };
}
