import type { ImportOptions } from '#shared/contract/importApi.ts';
import type { ReadProblem, ReadShape } from '#shared/formats/reader.ts';
import { compose, isTurnedSideways, scaling, uprightFromStored } from '#shared/geometry/affine.ts';
import type { Affine } from '#shared/geometry/affine.ts';
import { normalAngle } from '#shared/geometry/oriented.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import { fitJoints } from '#shared/model/fitJoints.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import { cropShape } from '#shared/shapes/combineShapes.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape, ShapeKind } from '#shared/shapes/shapeRegistry.ts';
import { shapeText } from '#shared/shapes/shapeText.ts';
import { orientedOfCorners, transformShape } from '#shared/shapes/transformShape.ts';
import { sizeOfLabel } from '../../db/labelSize.ts';

/** A label as it lies on the stage. */
export interface StagedLabel {
  readonly id: number;
  readonly class_id: number;
  readonly kind: ShapeKind | 'corners';
  readonly shape: string;
  readonly is_fraction: number;
  readonly left: number | null;
  readonly top: number | null;
  readonly right: number | null;
  readonly bottom: number | null;
  readonly short_px: number | null;
  readonly area_px2: number | null;
  readonly attributes: string | null;
  readonly group_ref: string | null;
  readonly score: number | null;
}

/** The image that labels are placed in. */
export interface ImagePlace extends Size {
  /** EXIF, 1..8. */
  readonly orientation: number;
  /** As the file has it; null: it doesn't say. */
  readonly said: Size | null;
}

export interface PlacedShape {
  readonly kind: ShapeKind;
  /** Canonical JSON. */
  readonly text: string;
  /** As `sizeOfLabel` has it. */
  readonly shortPx: number | null;
  readonly areaPx2: number | null;
}

const toPlaced = (shape: Shape): PlacedShape => ({ kind: shape.kind, text: shapeText(shape), ...sizeOfLabel(shape) });

export type Placed = readonly PlacedShape[] | Pick<ReadProblem, 'code' | 'details'>;

/** From the file's coordinates to pixels of the upright image. null: they are the same. */
function findWay(label: StagedLabel, image: ImagePlace, options: ImportOptions): Affine | null {
  const isRaw = options.pixels === 'raw' && image.orientation > 1;
  const sideways = isTurnedSideways(image.orientation);
  const stored: Size = isRaw && sideways ? { width: image.height, height: image.width } : image;
  const scale = label.is_fraction
    ? scaling(stored.width, stored.height)
    : image.said && (image.said.width !== stored.width || image.said.height !== stored.height)
      ? scaling(stored.width / image.said.width, stored.height / image.said.height)
      : null;
  if (!isRaw) return scale;
  const turn = uprightFromStored(image.orientation, image);
  return scale ? compose(turn, scale) : turn;
}

function toShape(shape: ReadShape): Shape {
  if (shape.kind === 'corners') return { kind: 'rotatedBox', ...orientedOfCorners(shape.points) };
  if (shape.kind === 'rotatedBox' || shape.kind === 'ellipse') return { ...shape, angle: normalAngle(shape.angle) };
  return shape;
}

/** Corners are moved before they become a box: a scale that is not even would turn it otherwise. */
function transform(shape: ReadShape, way: Affine | null, image: Size): Shape {
  if (!way) return toShape(shape);
  if (shape.kind !== 'corners') return toShape(transformShape(toShape(shape), way, image));
  const moved = transformShape({ kind: 'polyline', points: shape.points }, way, image);
  return toShape({ kind: 'corners', points: moved.kind === 'polyline' ? moved.points : shape.points });
}

const sizeText = ([height, width]: readonly [number, number]): string => `${width} x ${height}`;

function isInside(left: number, top: number, right: number, bottom: number, { width, height }: Size): boolean {
  return left >= 0 && top >= 0 && right <= width && bottom <= height;
}

/**
 * What a label is in the upright image: usually one shape, several when its border cuts it to pieces. The common case, a shape that is as
 * it has to be, is decided without reading it.
 */
export function placeLabel(
  label: StagedLabel,
  image: ImagePlace,
  options: ImportOptions,
  skeleton: Skeleton | null,
): Placed {
  const { kind, left, top, right, bottom } = label;
  const way = findWay(label, image, options);
  const needsLook = kind === 'corners' || kind === 'mask' || kind === 'keypoints' || kind === 'rotatedBox';
  const staysInside =
    left === null || top === null || right === null || bottom === null || isInside(left, top, right, bottom, image);
  if (!way && !needsLook && kind !== 'ellipse' && staysInside)
    return [{ kind, text: label.shape, shortPx: label.short_px, areaPx2: label.area_px2 }];
  const read = JSON.parse(label.shape) as ReadShape;
  if (read.kind === 'mask') {
    const [height, width] = read.size;
    const isTurned = options.pixels === 'raw' && isTurnedSideways(image.orientation);
    const fits = isTurned
      ? width === image.height && height === image.width
      : width === image.width && height === image.height;
    if (!fits) {
      const details = { mask: sizeText(read.size), image: sizeText([image.height, image.width]) };
      return { code: 'label.otherMaskSize', details };
    }
  }
  const moved = transform(read, way, image);
  const shape = moved.kind === 'keypoints' && skeleton ? fitJoints(moved, skeleton) : moved;
  const bounds = geometryOf(shape).bounds(shape);
  const reaches = bounds && ([bounds[0], bounds[1], bounds[0] + bounds[2], bounds[1] + bounds[3]] as const);
  if (!reaches || isInside(...reaches, image)) return [toPlaced(shape)];
  if (reaches[0] > image.width || reaches[1] > image.height || reaches[2] < 0 || reaches[3] < 0)
    return { code: 'label.outside' };
  const mayCut = options.outside === 'clip' && (shape.kind === 'box' || shape.kind === 'polygon');
  const pieces = mayCut ? cropShape(shape, image) : [shape];
  return pieces.length > 0 ? pieces.map(toPlaced) : { code: 'label.outside' };
}
