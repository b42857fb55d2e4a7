import type { Tool, ToolPort } from '../../tool.ts';
import { createPathTool } from '../gestures/pathTool.ts';

/** Cuts shapes along a line, drawn by points, freehand, or both. */
export function createCutTool(port: ToolPort): Tool {
  return createPathTool(port, {
    isClosed: false,
    fewestPoints: 2,
    finish: (line) => port.cut(line),
  });
}
