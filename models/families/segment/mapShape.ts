/** How the numbers of a map lie: planes of classes, classes beside each other, or labels alone. */
export const mapLayouts = ['nchw', 'nhwc', 'labels'] as const;
export type MapLayout = (typeof mapLayouts)[number];

type Size = number | string;

export interface MapShape {
  readonly layout: MapLayout;
  readonly width: Size;
  readonly height: Size;
  /** null: labels don't say how many there could be. */
  readonly classCount: number | null;
}

const isOne = (size: Size | undefined): boolean => size === 1;
/** Of a map; a size of 1 or 2 is something else. */
const isSide = (size: Size | undefined): size is Size => typeof size === 'string' || (size !== undefined && size > 2);

function layoutOf(shape: readonly Size[], areLabels: boolean): MapLayout | null {
  if (shape.length === 3) return areLabels ? 'labels' : 'nchw';
  if (areLabels && (isOne(shape[1]) || isOne(shape[3]))) return 'labels';
  const [, a, , c] = shape;
  // The classes are fewer than the pixels of a side.
  if (typeof a === 'number' && !(typeof c === 'number' && c < a)) return 'nchw';
  return typeof c === 'number' ? 'nhwc' : null;
}

/**
 * Reads `[1, C, H, W]`, `[1, H, W, C]`, `[1, H, W]` and `[1, 1, H, W]`, by what the card says or by the sizes. Of a map of
 * three dimensions the first is the batch, unless the card says that they are planes.
 * @param areLabels whether they are whole numbers
 */
export function readMapShape(shape: readonly Size[], areLabels: boolean, said: string | undefined): MapShape | null {
  if (shape.length !== 3 && shape.length !== 4) return null;
  const layout = mapLayouts.find((one) => one === said) ?? layoutOf(shape, areLabels);
  if (layout === null) return null;
  const sizes = shape.length === 3 ? [shape[0], 1, ...shape.slice(1)] : shape;
  const isLast =
    layout === 'nhwc' || (layout === 'labels' && shape.length === 4 && isOne(shape[3]) && !isOne(shape[1]));
  const [height, width, classes] = (isLast ? [sizes[1], sizes[2], sizes[3]] : [sizes[2], sizes[3], sizes[1]]) as [
    Size,
    Size,
    Size,
  ];
  if (!isSide(width) || !isSide(height)) return null;
  if (layout === 'labels') return { layout, width, height, classCount: null };
  return typeof classes === 'number' ? { layout, width, height, classCount: classes } : null;
}
