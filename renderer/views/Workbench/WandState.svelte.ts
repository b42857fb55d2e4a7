import type { EdgeWays } from '#shared/editor/tool.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import type { PhotoPart } from '#shared/geometry/photoPart.ts';

/** What tools that look at the pixels know of the canvas, and remember from one press to the next. */
export class WandState {
  /** How much a channel of the colour may differ, of 255. */
  tolerance = $state(12);
  /** The canvas sets it. */
  readPart: () => PhotoPart | null = () => null;
  /** The canvas sets it. */
  findEdges: (from: ImagePoint) => Promise<EdgeWays> = (from) => Promise.resolve({ from, to: () => null });
}
