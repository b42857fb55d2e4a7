import { clampPoint, stopAtBorder } from '../geometry/border.ts';
import { handles as sides } from '../geometry/boxes.ts';
import type { Box, Handle } from '../geometry/boxes.ts';
import { normalAngle, toImageAxes, toOwnAxes } from '../geometry/oriented.ts';
import type { Oriented } from '../geometry/oriented.ts';
import type { ImagePoint } from '../geometry/points.ts';
import type { Ring } from '../geometry/rings.ts';
import type { Size } from '../geometry/viewTransform.ts';
import type { ShapeGeometry, ShapeHandle } from './shapeGeometry.ts';

/** How far the handle that turns it stands off, as a part of its height, and at least so many pixels. */
const rotateOff = 0.2;
const rotateOffPx = 12;

const across = (handle: Handle): number => (handle.includes('w') ? -1 : handle.includes('e') ? 1 : 0);
const down = (handle: Handle): number => (handle.includes('n') ? -1 : handle.includes('s') ? 1 : 0);

function rotatePoint(oriented: Oriented): ImagePoint {
  const height = oriented.size[1];
  return toImageAxes(oriented, 0, -height / 2 - Math.max(rotateOffPx, rotateOff * height));
}

/** Handles, moving and pulling of shapes that are turned rectangles in some way. */
export function createOrientedGeometry<Shape extends Oriented>(own: {
  bounds(shape: Oriented): Box;
  area(shape: Oriented): number;
  /** The points around it. */
  ring(shape: Oriented): Ring;
  /** Whether a point, in the shape's own axes, lies on it. */
  holds(shape: Oriented, x: number, y: number, reachPx: number): boolean;
}): ShapeGeometry<Shape> {
  return {
    bounds: own.bounds,
    area: own.area,
    outline: (shape) => [[own.ring(shape)]],
    contains: (shape, point, reachPx) => own.holds(shape, ...toOwnAxes(shape, point), reachPx),
    move(shape, dx, dy, image) {
      const [x, y, width, height] = own.bounds(shape);
      const [cx, cy] = shape.centre;
      const centre = [
        cx + stopAtBorder(dx, x, width, image.width),
        cy + stopAtBorder(dy, y, height, image.height),
      ] as const;
      return { ...shape, centre };
    },
    rotate: (shape, angle) => ({ ...shape, angle: normalAngle(shape.angle + angle) }),
    handles(shape) {
      const [width, height] = shape.size;
      const pulls = sides.map((id): ShapeHandle => {
        const point = toImageAxes(shape, (across(id) * width) / 2, (down(id) * height) / 2);
        return { id, point, kind: 'corner', cursor: 'move' };
      });
      return [...pulls, { id: 'rotate', point: rotatePoint(shape), kind: 'rotate', cursor: 'grab' }];
    },
    pull(shape, handleId, to, image: Size) {
      if (handleId === 'rotate') {
        const [cx, cy] = shape.centre;
        return { ...shape, angle: normalAngle(Math.atan2(to.y - cy, to.x - cx) + Math.PI / 2) };
      }
      const handle = sides.find((id) => id === handleId);
      if (!handle) return shape;
      const [x, y] = toOwnAxes(shape, clampPoint(to, image));
      // The other side stays where it is: what is pulled moves the middle by half.
      const side = (direction: number, extent: number, at: number): readonly [middle: number, extent: number] => {
        if (direction === 0) return [0, extent];
        const fixed = (-direction * extent) / 2;
        return [(fixed + at) / 2, Math.abs(at - fixed)];
      };
      const [middleX, width] = side(across(handle), shape.size[0], x);
      const [middleY, height] = side(down(handle), shape.size[1], y);
      const middle = toImageAxes(shape, middleX, middleY);
      return { ...shape, centre: [middle.x, middle.y], size: [width, height] };
    },
    dropVertex: () => null,
  };
}
