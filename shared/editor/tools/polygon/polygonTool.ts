import { signedArea } from '../../../geometry/rings.ts';
import type { Tool, ToolPort } from '../../tool.ts';
import { createPathTool } from '../gestures/pathTool.ts';

/** Smaller than this, in square image pixels, it was a slip of the hand. */
const smallestArea = 2;

/** Draws polygons: points, freehand, or both; with Ctrl, or while borders are followed, along those of other polygons. */
export function createPolygonTool(port: ToolPort): Tool {
  return createPathTool(port, {
    isClosed: true,
    canFollow: true,
    fewestPoints: 3,
    finish(ring) {
      if (Math.abs(signedArea(ring)) >= smallestArea) port.create({ kind: 'polygon', rings: [ring] });
    },
  });
}
