import type { Tool, ToolPort } from '../../tool.ts';
import { createCornersTool } from '../gestures/cornersTool.ts';

/** Draws boxes. */
export function createBoxTool(port: ToolPort): Tool {
  return createCornersTool(port, (box) => ({ kind: 'box', box }));
}
