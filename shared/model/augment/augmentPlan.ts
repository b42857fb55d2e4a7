import type { Affine } from '../../geometry/affine.ts';
import type { Box } from '../../geometry/boxes.ts';
import type { Size } from '../../geometry/viewTransform.ts';

/** Where one image comes to lie in a changed copy. */
export interface AugmentPart {
  /** Whose pixels: 0 is the image that the copy is of, 1 to 3 are the others of a mosaic. */
  readonly source: number;
  /** From its upright pixels to those of the copy; turns, flips, even scales and moves only. */
  readonly affine: Affine;
  /** The pixels of the copy that show it; whole numbers. */
  readonly cell: Box;
}

/** Factors; 1 changes nothing. */
export interface Tone {
  readonly brightness: number;
  /** About the middle grey. */
  readonly contrast: number;
  readonly saturation: number;
}

export interface Noise {
  /** Standard deviation, in grey values of 0..255. */
  readonly deviation: number;
  readonly seed: string;
}

/** All that makes one changed copy: what labels and pixels follow alike. */
export interface AugmentPlan extends Size {
  readonly parts: readonly AugmentPart[];
  /** null: left as it is. */
  readonly tone: Tone | null;
  readonly noise: Noise | null;
}
