import type { Tool, ToolPort } from './tool.ts';
import { createBoxTool } from './tools/box/boxTool.ts';
import { createPolygonTool } from './tools/polygon/polygonTool.ts';
import { createSelectTool } from './tools/select/selectTool.ts';

/** All tools by id. A new one is one folder and one line here. */
export const toolRegistry = {
  select: createSelectTool,
  box: createBoxTool,
  polygon: createPolygonTool,
} as const satisfies Record<string, (port: ToolPort) => Tool>;

export type ToolId = keyof typeof toolRegistry;
