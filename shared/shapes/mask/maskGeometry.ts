import { runsToArea } from '../../geometry/contours.ts';
import type { Area } from '../../geometry/areas.ts';
import { stopAtBorder } from '../../geometry/border.ts';
import { containsPoint } from '../../geometry/boxes.ts';
import type { Box } from '../../geometry/boxes.ts';
import { decodeCounts, encodeCounts } from '../../geometry/cocoCounts.ts';
import { moveRuns, runsArea, runsBounds } from '../../geometry/runs.ts';
import type { Runs } from '../../geometry/runs.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { ShapeGeometry } from '../shapeGeometry.ts';
import type { MaskShape } from './mask.ts';

interface Known {
  readonly runs: Runs;
  readonly bounds: Box | null;
  readonly area: number;
  outline: Area | null;
}

/** A mask never changes, and is asked many times. */
const known = new WeakMap<MaskShape, Known>();

function knownOf(shape: MaskShape): Known {
  const before = known.get(shape);
  if (before) return before;
  const runs = decodeCounts(shape.counts) ?? [];
  const made: Known = { runs, bounds: runsBounds(runs, shape.size[0]), area: runsArea(runs), outline: null };
  known.set(shape, made);
  return made;
}

export const maskRuns = (shape: MaskShape): Runs => knownOf(shape).runs;

export const maskOf = (runs: Runs, { width, height }: Size): MaskShape => ({
  kind: 'mask',
  size: [height, width],
  counts: encodeCounts(runs),
});

/** Along the edges of its pixels. */
function outlineOf(shape: MaskShape): Area {
  const own = knownOf(shape);
  own.outline ??= runsToArea(own.runs, shape.size[0]);
  return own.outline;
}

function isSet(shape: MaskShape, x: number, y: number): boolean {
  const [height, width] = shape.size;
  if (x < 0 || y < 0 || x >= width || y >= height) return false;
  const place = Math.floor(x) * height + Math.floor(y);
  let end = 0;
  for (const [index, length] of knownOf(shape).runs.entries()) {
    end += length;
    if (place < end) return index % 2 === 1;
  }
  return false;
}

export const maskGeometry: ShapeGeometry<MaskShape> = {
  bounds: (shape) => knownOf(shape).bounds,
  area: (shape) => knownOf(shape).area,
  outline: outlineOf,
  contains(shape, point, reachPx) {
    const { bounds } = knownOf(shape);
    if (!bounds || !containsPoint(bounds, point, reachPx)) return false;
    const around = [
      [0, 0],
      [reachPx, 0],
      [-reachPx, 0],
      [0, reachPx],
      [0, -reachPx],
    ] as const;
    return around.some(([dx, dy]) => isSet(shape, point.x + dx, point.y + dy));
  },
  /** By whole pixels. */
  move(shape, dx, dy, image) {
    const { bounds, runs } = knownOf(shape);
    if (!bounds) return shape;
    const [x, y, width, height] = bounds;
    const [right, down] = [
      Math.round(stopAtBorder(dx, x, width, image.width)),
      Math.round(stopAtBorder(dy, y, height, image.height)),
    ];
    const [imageHeight, imageWidth] = shape.size;
    const size = { width: imageWidth, height: imageHeight };
    return right === 0 && down === 0 ? shape : maskOf(moveRuns(runs, right, down, size), size);
  },
  rotate: () => null,
  handles: () => [],
  pull: (shape) => shape,
  dropVertex: () => null,
};
