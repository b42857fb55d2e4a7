/**
 * How an image is turned and flipped on the screen: one of the eight ways to lay a sheet down, as the matrix that takes
 * directions of the image to directions of the screen. x runs right and y down in both.
 */
export interface Orientation {
  readonly xx: number;
  readonly xy: number;
  readonly yx: number;
  readonly yy: number;
}

/** As the file has it. */
export const upright: Orientation = { xx: 1, xy: 0, yx: 0, yy: 1 };

/** Without -0, which isn't equal to 0 everywhere. */
const orientation = (xx: number, xy: number, yx: number, yy: number): Orientation => ({
  xx: xx + 0,
  xy: xy + 0,
  yx: yx + 0,
  yy: yy + 0,
});

/** As it looks after a quarter turn clockwise of what is on the screen. */
export const turnRight = ({ xx, xy, yx, yy }: Orientation): Orientation => orientation(-yx, -yy, xx, xy);

export const turnLeft = ({ xx, xy, yx, yy }: Orientation): Orientation => orientation(yx, yy, -xx, -xy);

/** What is on the screen, left for right. */
export const flipAcross = ({ xx, xy, yx, yy }: Orientation): Orientation => orientation(-xx, -xy, yx, yy);

/** What is on the screen, top for bottom. */
export const flipDown = ({ xx, xy, yx, yy }: Orientation): Orientation => orientation(xx, xy, -yx, -yy);

export const isEqualOrientation = (a: Orientation, b: Orientation): boolean =>
  a.xx === b.xx && a.xy === b.xy && a.yx === b.yx && a.yy === b.yy;

export const isUpright = (one: Orientation): boolean => isEqualOrientation(one, upright);

/** Whether left and right of the image lie above each other on the screen. */
export const isSideways = ({ xx }: Orientation): boolean => xx === 0;

/** Whether writing in the image reads backwards. */
export const isMirrored = ({ xx, xy, yx, yy }: Orientation): boolean => xx * yy - xy * yx < 0;

/** Clockwise degrees by which the image is turned, after it was flipped left for right where it is mirrored. */
export function turnOf(one: Orientation): 0 | 90 | 180 | 270 {
  const { xx, yx } = isMirrored(one) ? orientation(-one.xx, one.xy, -one.yx, one.yy) : one;
  if (xx !== 0) return xx > 0 ? 0 : 180;
  return yx > 0 ? 90 : 270;
}

type Direction = readonly [x: number, y: number];

/** A direction of the image as it lies on the screen. */
export const toScreenDirection = ({ xx, xy, yx, yy }: Orientation, [x, y]: Direction): Direction => [
  xx * x + xy * y,
  yx * x + yy * y,
];

/** A direction of the screen as it lies in the image. */
export const toImageDirection = ({ xx, xy, yx, yy }: Orientation, [x, y]: Direction): Direction => [
  xx * x + yx * y,
  xy * x + yy * y,
];

const compass = ['n', 'ne', 'e', 'se', 's', 'sw', 'w', 'nw'];

/** A cursor that shows where something is pulled, as it has to point on the screen; others stay. */
export function turnCursor(cursor: string, one: Orientation): string {
  const at = compass.indexOf(cursor.replace('-resize', ''));
  if (at < 0) return cursor;
  const angle = (at * Math.PI) / 4;
  const [x, y] = toScreenDirection(one, [Math.sin(angle), -Math.cos(angle)]);
  const turned = Math.round(Math.atan2(x, -y) / (Math.PI / 4));
  return `${compass[(turned + 8) % 8]}-resize`;
}
