import type { Shape } from './shapeRegistry.ts';

/** With the members in the order of the alphabet, as canonical JSON (RFC 8785) has them. */
function inOrder(shape: Shape): unknown {
  switch (shape.kind) {
    case 'box':
      return { box: shape.box, kind: 'box' };
    case 'rotatedBox':
    case 'ellipse':
      return { angle: shape.angle, centre: shape.centre, kind: shape.kind, size: shape.size };
    case 'polygon':
      return { kind: 'polygon', rings: shape.rings };
    case 'polyline':
      return { kind: 'polyline', points: shape.points };
    case 'point':
      return { kind: 'point', point: shape.point };
    case 'mask':
      return { counts: shape.counts, kind: 'mask', size: shape.size };
    case 'keypoints':
      return {
        joints: shape.joints.map(({ id, visibility, x, y }) => ({ id, visibility, x, y })),
        kind: 'keypoints',
      };
    case 'whole':
      return { kind: 'whole' };
  }
}

/** A shape as canonical JSON: the same text as a general writer of that gives, several times as fast. */
export const shapeText = (shape: Shape): string => JSON.stringify(inOrder(shape));
