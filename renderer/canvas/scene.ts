import type { Draft } from '#shared/editor/tool.ts';
import type { BodySides } from '#shared/geometry/bodySides.ts';
import type { PixelSpacing } from '#shared/geometry/measure.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** One shape as it is painted where nothing is happening to it. */
export interface SceneShape {
  readonly id: string;
  readonly shape: Shape;
  /** CSS colour of its class. */
  readonly color: string;
  /** Dashed: a proposal. `corrected` carries a small tick at its label. */
  readonly look: 'proposal' | 'solid' | 'corrected';
  readonly label: string;
  readonly isSelected: boolean;
  /** Of its class, when it is one. */
  readonly skeleton?: Skeleton | undefined;
  /** Its left and right have colours of their own. */
  readonly hasSides?: boolean | undefined;
}

/** One that a person points at, has selected, or is changing: painted above all others, within the frame. */
export interface LiveShape extends SceneShape {
  readonly isHovered: boolean;
  readonly hasHandles: boolean;
  /** Ids of handles that are chosen. */
  readonly chosenHandles: ReadonlySet<string>;
}

export interface Scene {
  /** From the bottom to the top. The same objects as before where nothing has changed: only the others are repainted. */
  readonly shapes: readonly SceneShape[];
  readonly live: readonly LiveShape[];
  /** Shapes that are elsewhere by now, as `live` has them: not painted at their old place. */
  readonly moving: ReadonlySet<string>;
  /** In review, what isn't under decision stands back. */
  readonly isFaded: boolean;
  /** In annotate the shapes speak for themselves until one is pointed at. */
  readonly hasLabels: boolean;
  /** What is being drawn. */
  readonly draft: { readonly draft: Draft; readonly color: string; readonly hasSides?: boolean } | null;
  readonly areShapesHidden: boolean;
  readonly hasGuides: boolean;
  /** What lies under the pointer is shown larger beside it. */
  readonly isMagnified: boolean;
  /** Half the width of the brush at the pointer, in image pixels; null: there is none. */
  readonly brushRadiusPx: number | null;
  /** Where the keyboard points, when the mouse doesn't. */
  readonly crosshair: ImagePoint | null;
  /** Size of a pixel, where the file tells it. */
  readonly spacing: PixelSpacing | null;
  /** What of the body lies beyond the borders of the image. */
  readonly sides: BodySides | null;
}

export const emptyScene: Scene = {
  shapes: [],
  live: [],
  moving: new Set(),
  isFaded: false,
  hasLabels: false,
  draft: null,
  areShapesHidden: false,
  hasGuides: false,
  isMagnified: false,
  brushRadiusPx: null,
  crosshair: null,
  spacing: null,
  sides: null,
};
