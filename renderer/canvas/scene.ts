import type { Draft } from '#shared/editor/tool.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

/** One shape as it is painted. */
export interface SceneShape {
  readonly id: string;
  readonly shape: Shape;
  /** CSS colour of its class. */
  readonly color: string;
  /** Dashed: a proposal. `corrected` carries a small tick at its label. */
  readonly look: 'proposal' | 'solid' | 'corrected';
  readonly label: string;
  readonly isSelected: boolean;
  readonly isHovered: boolean;
  /** In review, what isn't under decision stands back. */
  readonly isFaded: boolean;
  readonly hasHandles: boolean;
}

export interface Scene {
  readonly shapes: readonly SceneShape[];
  /** What is being drawn. */
  readonly draft: { readonly draft: Draft; readonly color: string } | null;
  readonly areShapesHidden: boolean;
  readonly hasGuides: boolean;
}

export const emptyScene: Scene = { shapes: [], draft: null, areShapesHidden: false, hasGuides: false };
