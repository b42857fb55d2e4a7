import { orientedOfBox } from '../../../geometry/oriented.ts';
import type { Tool, ToolPort } from '../../tool.ts';
import { createCornersTool } from '../gestures/cornersTool.ts';

/** Draws ellipses by the corners of the box around them. */
export function createEllipseTool(port: ToolPort): Tool {
  return createCornersTool(port, (box) => ({ kind: 'ellipse', ...orientedOfBox(box) }));
}
