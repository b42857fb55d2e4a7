import type { Area } from '../geometry/areas.ts';
import type { Box } from '../geometry/boxes.ts';
import type { ImagePoint } from '../geometry/points.ts';
import type { Size } from '../geometry/viewTransform.ts';

/** A place of a shape that can be pulled. */
export interface ShapeHandle {
  /** Names the place within its shape; means nothing to others. */
  readonly id: string;
  readonly point: ImagePoint;
  /**
   * `vertex`: a point of the outline; `edge`: between two, pulling it makes a new vertex; `rotate`: turns it;
   * else a side or corner.
   */
  readonly kind: 'corner' | 'vertex' | 'edge' | 'rotate';
  /** CSS cursor over it. */
  readonly cursor: string;
}

/** What the editor and the canvas ask of a kind of shape. Pure; image pixels throughout. */
export interface ShapeGeometry<Shape> {
  /** The smallest box around it; null for a shape without a place. */
  bounds(shape: Shape): Box | null;
  /** In square pixels: of two shapes under the pointer the smaller one is meant. */
  area(shape: Shape): number;
  /** What it covers, as polygons; curves to a tenth of a pixel. Empty for a shape that covers nothing, as a line. */
  outline(shape: Shape): Area;
  /** Whether a point lies on it, or no farther from it than `reachPx`. */
  contains(shape: Shape, point: ImagePoint, reachPx: number): boolean;
  /** Moved as a whole; stops at the image's border without changing its form. */
  move(shape: Shape, dx: number, dy: number, image: Size): Shape;
  /** Turned about its middle by clockwise radians; null when it can't be turned, or would leave the image. */
  rotate(shape: Shape, angle: number, image: Size): Shape | null;
  handles(shape: Shape): readonly ShapeHandle[];
  /** One handle pulled to a point, which is cut at the image's border. */
  pull(shape: Shape, handleId: string, to: ImagePoint, image: Size): Shape;
  /** Without the vertex of a handle; null when it can't do without, or it is none. */
  dropVertex(shape: Shape, handleId: string): Shape | null;
}
