import type { Tool, ToolPort } from './tool.ts';
import { createBoxTool } from './tools/box/boxTool.ts';
import { createBrushTool, createEraserTool } from './tools/brush/brushTool.ts';
import { createCutTool } from './tools/cut/cutTool.ts';
import { createEllipseTool } from './tools/ellipse/ellipseTool.ts';
import { createExtremeTool } from './tools/extreme/extremeTool.ts';
import { createKeypointTool } from './tools/keypoints/keypointTool.ts';
import { createOutlineAddTool, createOutlineSubtractTool } from './tools/outline/outlineTool.ts';
import { createPolygonTool } from './tools/polygon/polygonTool.ts';
import { createPolylineTool } from './tools/polyline/polylineTool.ts';
import { createRotatedBoxTool } from './tools/rotatedBox/rotatedBoxTool.ts';
import { createWholeTool } from './tools/whole/wholeTool.ts';
import { createScissorsTool } from './tools/scissors/scissorsTool.ts';
import { createRulerTool } from './tools/ruler/rulerTool.ts';
import { createSelectTool } from './tools/select/selectTool.ts';
import { createSmartTool } from './tools/smart/smartTool.ts';
import { createWandTool } from './tools/wand/wandTool.ts';

/** All tools by id. A new one is one folder and one line here. */
export const toolRegistry = {
  select: createSelectTool,
  box: createBoxTool,
  extreme: createExtremeTool,
  rotatedBox: createRotatedBoxTool,
  polygon: createPolygonTool,
  ellipse: createEllipseTool,
  polyline: createPolylineTool,
  point: createKeypointTool,
  brush: createBrushTool,
  eraser: createEraserTool,
  outlineAdd: createOutlineAddTool,
  outlineSubtract: createOutlineSubtractTool,
  cut: createCutTool,
  whole: createWholeTool,
  wand: createWandTool,
  scissors: createScissorsTool,
  smart: createSmartTool,
  ruler: createRulerTool,
} as const satisfies Record<string, (port: ToolPort) => Tool>;

export type ToolId = keyof typeof toolRegistry;
