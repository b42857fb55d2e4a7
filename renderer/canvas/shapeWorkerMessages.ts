import type { ViewTransform } from '#shared/geometry/viewTransform.ts';
import type { ScreenRect } from './paintShape.ts';
import type { SceneShape } from './scene.ts';
import type { Inks } from './strokePath.ts';

export interface PaintRequest {
  /** Comes back with the answer. */
  readonly generation: number;
  readonly view: ViewTransform;
  /** The part of the layer to paint, in CSS pixels of the canvas under `view`. */
  readonly region: ScreenRect;
  /** Device pixels a CSS pixel. */
  readonly pixelRatio: number;
  readonly inks: Inks;
}

export type ShapeWorkerMessage =
  | { readonly kind: 'splice'; readonly at: number; readonly removed: number; readonly inserted: readonly SceneShape[] }
  | { readonly kind: 'moving'; readonly ids: ReadonlySet<string> }
  | { readonly kind: 'paint'; readonly request: PaintRequest };

/** The answer to one paint request; requests are answered in order. */
export interface PaintedRegion extends Pick<PaintRequest, 'generation' | 'view' | 'region'> {
  readonly bitmap: ImageBitmap;
}
