import type { ShapeKind } from '#shared/shapes/shapeRegistry.ts';

/** Stored in project files: a new kind gets the next number, and none ever changes. */
const bits: Readonly<Record<ShapeKind, number>> = {
  box: 1,
  rotatedBox: 2,
  ellipse: 4,
  polygon: 8,
  mask: 16,
  polyline: 32,
  point: 64,
  keypoints: 128,
  whole: 256,
};

/** The kinds of shape that labels have, over rows of `annotations`. */
export const shapeBitsSql = `coalesce(${Object.entries(bits)
  .map(([kind, bit]) => `max(kind = '${kind}') * ${bit}`)
  .join(' + ')}, 0)`;

export const shapeBitsOf = (kinds: readonly ShapeKind[]): number => kinds.reduce((all, kind) => all | bits[kind], 0);
