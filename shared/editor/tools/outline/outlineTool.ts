import type { Tool, ToolPort } from '../../tool.ts';
import { createPathTool } from '../gestures/pathTool.ts';

/** Draws around an area, by points, freehand, or both, and adds it to what is selected or takes it away from there. */
function createOutlineTool(port: ToolPort, operation: 'merge' | 'subtract'): Tool {
  return createPathTool(port, {
    isClosed: true,
    fewestPoints: 3,
    finish: (ring) => port.paint([[ring]], operation),
  });
}

export const createOutlineAddTool = (port: ToolPort): Tool => createOutlineTool(port, 'merge');

export const createOutlineSubtractTool = (port: ToolPort): Tool => createOutlineTool(port, 'subtract');
