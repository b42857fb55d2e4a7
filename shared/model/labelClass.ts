import type { AttributeDefinition } from './attributes.ts';
import type { ClassId } from './ids.ts';
import type { Skeleton } from './skeleton.ts';

/** A label name with id, colour and hotkey. Hierarchical names use `/`. */
export interface LabelClass {
  readonly id: ClassId;
  readonly name: string;
  /** Index into the palette of class colours, or a `#rrggbb` chosen by a person. */
  readonly color: string;
  /** Order in lists and exports; the first ten have the digit keys 1..9, 0, ten more those with Shift. */
  readonly position: number;
  /** What is asked of each of its objects; absent: nothing. */
  readonly attributes?: readonly AttributeDefinition[] | undefined;
  /** Of its keypoints; absent: they are single points. */
  readonly skeleton?: Skeleton | undefined;
}
