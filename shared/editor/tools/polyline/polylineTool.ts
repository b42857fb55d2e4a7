import type { Tool, ToolPort } from '../../tool.ts';
import { createPathTool } from '../gestures/pathTool.ts';

/** Draws open lines: points, freehand, or both. */
export function createPolylineTool(port: ToolPort): Tool {
  return createPathTool(port, {
    isClosed: false,
    fewestPoints: 2,
    finish: (points) => port.create({ kind: 'polyline', points }),
  });
}
