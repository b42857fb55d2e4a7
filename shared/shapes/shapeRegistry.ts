import { z } from 'zod';
import { boxSchema } from './box/box.ts';
import { boxGeometry } from './box/boxGeometry.ts';
import { ellipseSchema } from './ellipse/ellipse.ts';
import { ellipseGeometry } from './ellipse/ellipseGeometry.ts';
import { keypointsSchema } from './keypoints/keypoints.ts';
import { keypointsGeometry } from './keypoints/keypointsGeometry.ts';
import { maskSchema } from './mask/mask.ts';
import { maskGeometry } from './mask/maskGeometry.ts';
import { pointSchema } from './point/point.ts';
import { pointGeometry } from './point/pointGeometry.ts';
import { polylineSchema } from './polyline/polyline.ts';
import { polylineGeometry } from './polyline/polylineGeometry.ts';
import { rotatedBoxSchema } from './rotatedBox/rotatedBox.ts';
import { rotatedBoxGeometry } from './rotatedBox/rotatedBoxGeometry.ts';
import { polygonSchema } from './polygon/polygon.ts';
import { polygonGeometry } from './polygon/polygonGeometry.ts';
import type { ShapeGeometry } from './shapeGeometry.ts';
import { wholeSchema } from './whole/whole.ts';
import { wholeGeometry } from './whole/wholeGeometry.ts';

/** All shapes an annotation or a prediction can have. A new shape is one folder and one line here and below. */
export const shapeSchema = z.discriminatedUnion('kind', [
  boxSchema,
  rotatedBoxSchema,
  ellipseSchema,
  polygonSchema,
  maskSchema,
  polylineSchema,
  pointSchema,
  keypointsSchema,
  wholeSchema,
]);

export type Shape = Readonly<z.infer<typeof shapeSchema>>;
export type ShapeKind = Shape['kind'];

const geometries: { readonly [Kind in ShapeKind]: ShapeGeometry<Extract<Shape, { kind: Kind }>> } = {
  box: boxGeometry,
  rotatedBox: rotatedBoxGeometry,
  ellipse: ellipseGeometry,
  polygon: polygonGeometry,
  mask: maskGeometry,
  polyline: polylineGeometry,
  point: pointGeometry,
  keypoints: keypointsGeometry,
  whole: wholeGeometry,
};

export const shapeKinds = Object.keys(geometries) as readonly ShapeKind[];

/** What can be asked of a shape, whatever its kind. */
export function geometryOf<S extends Shape>({ kind }: S): ShapeGeometry<S> {
  return geometries[kind] as unknown as ShapeGeometry<S>;
}
