import { containsPoint, handlePoint, handles, moveBox, resizeBox } from '../../geometry/boxes.ts';
import type { ShapeGeometry } from '../shapeGeometry.ts';
import type { BoxShape } from './box.ts';

export const boxGeometry: ShapeGeometry<BoxShape> = {
  bounds: ({ box }) => box,
  area: ({ box: [, , width, height] }) => width * height,
  outline: ({ box: [x, y, width, height] }) => [[[x, y, x + width, y, x + width, y + height, x, y + height]]],
  contains: ({ box }, point, reachPx) => containsPoint(box, point, reachPx),
  move: ({ kind, box }, dx, dy, image) => ({ kind, box: moveBox(box, dx, dy, image) }),
  handles: ({ box }) =>
    handles.map((id) => ({ id, point: handlePoint(box, id), kind: 'corner', cursor: `${id}-resize` })),
  pull({ kind, box }, handleId, to, image) {
    const handle = handles.find((id) => id === handleId);
    return handle ? { kind, box: resizeBox(box, handle, to, image) } : { kind, box };
  },
  rotate: () => null,
  dropVertex: () => null,
};
