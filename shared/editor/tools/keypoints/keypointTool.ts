import type { Tool, ToolPort } from '../../tool.ts';
import { createPointTool } from '../point/pointTool.ts';
import { createKeypointsTool } from './keypointsTool.ts';

/** A point with each click, or, when the class has a skeleton, joint after joint of it. */
export function createKeypointTool(port: ToolPort): Tool {
  const [point, joints] = [createPointTool(port), createKeypointsTool(port)];
  let tool = point;
  function current(): Tool {
    const wanted = port.skeleton() ? joints : point;
    if (wanted !== tool) tool.cancel();
    tool = wanted;
    return tool;
  }
  return {
    cursor: 'crosshair',
    pointerDown: (input) => current().pointerDown(input),
    pointerMove: (input) => current().pointerMove(input),
    pointerUp: (input) => current().pointerUp(input),
    cancel: () => tool.cancel(),
    finish: () => current().finish?.() === true,
    back: () => current().back?.() === true,
    skipJoint: () => current().skipJoint?.() === true,
    toggleVisibility: () => current().toggleVisibility?.() === true,
  };
}
