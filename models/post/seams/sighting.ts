import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Crop } from '../../views/planViews.ts';

/** What was seen in one part of an image, in image pixels. */
export interface Sighting {
  readonly prediction: RawPrediction;
  /** Only what has the same may be the same object: its class, without regard to case. */
  readonly group: string;
  readonly bounds: Box;
  /** The parts it was seen in: one, or those of the pieces it was put together of. */
  readonly crops: readonly Crop[];
  /** A border of its part goes through it, as far as one can tell. */
  readonly isCut: boolean;
}

/** Nearer to a border than this share of its part's side, it may go on behind it: models put boxes about so exactly. */
const nearBorder = 0.02;

/** Null: it has no place. @param how.region what is looked at in all: of what its border cuts nobody sees more */
export function toSighting(
  prediction: RawPrediction,
  crop: Crop,
  { region, isClassBlind }: { readonly region: Crop; readonly isClassBlind: boolean },
): Sighting | null {
  const bounds = geometryOf(prediction.shape).bounds(prediction.shape);
  if (!bounds) return null;
  const isCut = ([0, 1] as const).some((axis) => {
    const near = nearBorder * crop[axis + 2]!;
    const end = crop[axis] + crop[axis + 2]!;
    const isStartInside = crop[axis] > region[axis];
    const isEndInside = end < region[axis] + region[axis + 2]!;
    return (
      (isStartInside && bounds[axis] < crop[axis] + near) ||
      (isEndInside && bounds[axis] + bounds[axis + 2]! > end - near)
    );
  });
  return { prediction, group: isClassBlind ? '' : prediction.className.toLowerCase(), bounds, crops: [crop], isCut };
}
