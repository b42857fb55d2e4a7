import { combineAreas, simplifyRing } from '#shared/geometry/areas.ts';
import type { Area } from '#shared/geometry/areas.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import { runsToArea } from '#shared/geometry/contours.ts';
import { smoothBorder } from '#shared/geometry/graphCut/smoothBorder.ts';
import { signedArea } from '#shared/geometry/rings.ts';
import type { Ring } from '#shared/geometry/rings.ts';
import { bitmapToRuns } from '#shared/geometry/runs.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';

/** Pieces and holes that are a smaller share of the largest piece are noise. */
const smallestShare = 0.01;
/** In pixels of the mask. */
const loosePx = 0.4;

const sizeOf = (ring: Ring | undefined): number => Math.abs(signedArea(ring ?? []));

/** A mask's pixels above zero as outlines in the image, which may be larger than the mask. @param within nothing beyond it */
export function maskArea(logits: Float32Array, mask: Size, image: Size, within: Box | null): Area {
  const pixels = Uint8Array.from(logits, (value) => (value > 0 ? 1 : 0));
  const pieces = runsToArea(bitmapToRuns({ pixels, ...mask }, 0, 0, mask), mask.height);
  const least = smallestShare * pieces.reduce((most, [outline]) => Math.max(most, sizeOf(outline)), 0);
  const scale = [image.width / mask.width, image.height / mask.height] as const;
  const area = pieces.flatMap((rings) => {
    const kept = rings.filter((ring) => sizeOf(ring) >= least);
    if (kept[0] !== rings[0]) return [];
    return [
      kept.map((ring) =>
        simplifyRing(smoothBorder(ring), loosePx).map((value, at) => value * (scale[at % 2] as number)),
      ),
    ];
  });
  if (!within) return area;
  const [x, y, width, height] = within;
  return combineAreas('intersect', area, [[[x, y, x + width, y, x + width, y + height, x, y + height]]]);
}

/** Which of several masks the model believes in most. */
export const bestMask = (scores: Float32Array): number =>
  scores.reduce((best, score, at) => (score > (scores[best] as number) ? at : best), 0);
