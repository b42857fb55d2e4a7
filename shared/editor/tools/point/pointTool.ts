import { pointAt } from '../../../shapes/point/pointGeometry.ts';
import type { Tool, ToolPort } from '../../tool.ts';

/** Sets a point with each click; it can still be moved while the button is down. */
export function createPointTool(port: ToolPort): Tool {
  let isDown = false;
  const clear = (): boolean => {
    const hadGesture = isDown;
    isDown = false;
    port.draft(null);
    return hadGesture;
  };
  return {
    cursor: 'crosshair',
    pointerDown({ point }) {
      isDown = true;
      port.draft({ kind: 'shape', shape: pointAt(point, port.image) });
    },
    pointerMove({ point }) {
      if (isDown) port.draft({ kind: 'shape', shape: pointAt(point, port.image) });
    },
    pointerUp({ point }) {
      if (clear()) port.create(pointAt(point, port.image));
    },
    cancel: clear,
  };
}
