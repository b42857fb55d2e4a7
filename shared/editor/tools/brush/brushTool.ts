import { strokeArea } from '../../../geometry/areas.ts';
import { imagePoint } from '../../../geometry/points.ts';
import type { PointerInput, Tool, ToolPort } from '../../tool.ts';

/** The pointer has gone so much of the brush's radius before the stroke has another point. */
const spacing = 0.2;

/** Paints by strokes as wide as the brush; with Alt, the brush erases and the eraser paints. */
function createStrokeTool(port: ToolPort, usual: 'merge' | 'subtract'): Tool {
  let points: number[] = [];
  let operation = usual;

  function show(): void {
    const draft = { kind: 'stroke', points, radiusPx: port.brushRadiusPx(), erases: operation === 'subtract' } as const;
    port.draft(points.length > 0 ? draft : null);
  }

  function clear(): boolean {
    const hadGesture = points.length > 0;
    points = [];
    show();
    return hadGesture;
  }

  function add({ point: { x, y } }: PointerInput): void {
    const last = imagePoint(points.at(-2) ?? NaN, points.at(-1) ?? NaN);
    // The first point has no last one: its distance is NaN.
    if (!(Math.hypot(x - last.x, y - last.y) < spacing * port.brushRadiusPx())) points = [...points, x, y];
    show();
  }

  return {
    cursor: 'crosshair',
    isStroke: true,
    pointerDown(input) {
      const other = usual === 'merge' ? 'subtract' : 'merge';
      operation = input.alt ? other : usual;
      points = [];
      add(input);
    },
    pointerMove(input) {
      if (points.length > 0) add(input);
    },
    pointerUp(input) {
      if (points.length === 0) return;
      add(input);
      const drawn = points;
      clear();
      port.paint(strokeArea(drawn, port.brushRadiusPx()), operation);
    },
    cancel: clear,
  };
}

export const createBrushTool = (port: ToolPort): Tool => createStrokeTool(port, 'merge');

export const createEraserTool = (port: ToolPort): Tool => createStrokeTool(port, 'subtract');
