import { paintShapes } from './paintShape.ts';
import type { PaintedRegion, PaintRequest, ShapeWorkerMessage } from './shapeWorkerMessages.ts';
import type { SceneShape } from './scene.ts';

/** Keeps the shapes of one image and paints them into bitmaps, beside the page. */
const shapes: SceneShape[] = [];
let moving: ReadonlySet<string> = new Set();

function paint({ generation, view, region, pixelRatio, inks }: PaintRequest): PaintedRegion {
  const canvas = new OffscreenCanvas(
    Math.max(1, Math.round(region.width * pixelRatio)),
    Math.max(1, Math.round(region.height * pixelRatio)),
  );
  // Measured: on machines without a GPU, painting in memory is far faster than through its emulation.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('the canvas gave no context');
  context.setTransform(pixelRatio, 0, 0, pixelRatio, -region.x * pixelRatio, -region.y * pixelRatio);
  const still = moving.size === 0 ? shapes : shapes.filter(({ id }) => !moving.has(id));
  paintShapes(context, view, still, region, inks);
  return { generation, view, region, bitmap: canvas.transferToImageBitmap() };
}

addEventListener('message', ({ data }: MessageEvent<ShapeWorkerMessage>) => {
  if (data.kind === 'splice') {
    // Not through arguments: there may be more of them than a call can have.
    const rest = shapes.splice(data.at);
    for (const list of [data.inserted, rest.slice(data.removed)]) for (const shape of list) shapes.push(shape);
  } else if (data.kind === 'moving') moving = data.ids;
  else {
    const painted = paint(data.request);
    postMessage(painted, { transfer: [painted.bitmap] });
  }
});
