import type { Box } from '#shared/geometry/boxes.ts';

/** One shape as it is painted. */
export interface SceneBox {
  readonly id: string;
  readonly box: Box;
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
  readonly boxes: readonly SceneBox[];
  /** What is being drawn. */
  readonly draft: { readonly box: Box; readonly color: string } | null;
  readonly areShapesHidden: boolean;
  readonly hasGuides: boolean;
}

export const emptyScene: Scene = { boxes: [], draft: null, areShapesHidden: false, hasGuides: false };
