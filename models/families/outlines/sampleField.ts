import type { LabelMap } from '#shared/geometry/regions.ts';
import type { CellField } from './cellField.ts';
import type { GridWindow, WorkGrid } from './workGrid.ts';

/** Where the cells of a field lie in the model's input, in its pixels. */
export interface FieldPlace {
  readonly left: number;
  readonly top: number;
  readonly cellWidth: number;
  readonly cellHeight: number;
}

/** For each pixel along one axis: the cell before it, the one after it, and how near the latter is, 0..1. */
interface Axis {
  readonly before: Int32Array;
  readonly after: Int32Array;
  readonly nearness: Float32Array;
}

/** Beyond the outermost cell centres the outermost cells go on. */
function axisOf(from: number, to: number, cells: number, toCell: (pixel: number) => number): Axis {
  const count = Math.max(0, to - from);
  const axis = {
    before: new Int32Array(count),
    after: new Int32Array(count),
    nearness: new Float32Array(count),
  };
  for (let at = 0; at < count; at += 1) {
    const place = Math.min(cells - 1, Math.max(0, toCell(from + at)));
    const before = Math.floor(place);
    axis.before[at] = before;
    axis.after[at] = Math.min(cells - 1, before + 1);
    axis.nearness[at] = place - before;
  }
  return axis;
}

export interface Sampled extends LabelMap {
  /** The cell that is nearest to a pixel. */
  nearestCell(x: number, y: number): number;
}

/**
 * The labels of a window's pixels: the model's numbers interpolated bilinearly to the pixel's centre, through the way the
 * image was placed into the input, and decided there.
 */
export function sampleField(
  field: CellField,
  place: FieldPlace,
  { stepX, stepY, placement }: WorkGrid,
  { left, top, right, bottom }: GridWindow,
): Sampled {
  const { scaleX, scaleY, offsetX, offsetY } = placement;
  const across = axisOf(left, right, field.width, (pixel) => {
    const tensor = (pixel + 0.5) * stepX * scaleX + offsetX;
    return (tensor - place.left) / place.cellWidth - 0.5;
  });
  const down = axisOf(top, bottom, field.height, (pixel) => {
    const tensor = (pixel + 0.5) * stepY * scaleY + offsetY;
    return (tensor - place.top) / place.cellHeight - 0.5;
  });
  const [width, height] = [across.before.length, down.before.length];
  const labels = new Uint16Array(width * height);
  const { winners } = field;
  const { before, after, nearness } = across;
  for (let y = 0, to = 0; y < height; y += 1) {
    const upper = (down.before[y] as number) * field.width;
    const lower = (down.after[y] as number) * field.width;
    const wy = down.nearness[y] as number;
    for (let x = 0; x < width; x += 1, to += 1) {
      // One by one: lists of two or four would be made for every pixel.
      const west = before[x] as number;
      const east = after[x] as number;
      const a = upper + west;
      const b = upper + east;
      const c = lower + west;
      const d = lower + east;
      const label = winners[a] as number;
      if (winners[b] === label && winners[c] === label && winners[d] === label) labels[to] = label;
      else {
        const wx = nearness[x] as number;
        labels[to] = field.between([a, b, c, d], [(1 - wx) * (1 - wy), wx * (1 - wy), (1 - wx) * wy, wx * wy]);
      }
    }
  }
  const nearest = (axis: Axis, at: number): number =>
    ((axis.nearness[at] as number) < 0.5 ? axis.before[at] : axis.after[at]) as number;
  return { width, height, labels, nearestCell: (x, y) => nearest(down, y) * field.width + nearest(across, x) };
}
