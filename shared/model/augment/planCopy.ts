import { compose, rotation, scaling, translation } from '../../geometry/affine.ts';
import type { Affine } from '../../geometry/affine.ts';
import type { Box } from '../../geometry/boxes.ts';
import type { Size } from '../../geometry/viewTransform.ts';
import type { AugmentOp } from '../exportOptions.ts';
import type { AugmentPart, AugmentPlan } from './augmentPlan.ts';

const mosaicParts = 4;
/** How often. */
const mosaicChance = 0.5;
const flipChance = 0.5;
/** Clockwise or against it, in radians: 15 degrees. */
const mostTurn = Math.PI / 12;
/** Of the sides that a crop leaves, as a part of them. */
const leastCrop = 0.7;
/** Where the four images of a mosaic meet, as a part of the sides. */
const mosaicMiddle = { least: 0.35, most: 0.65 } as const;
/** As factors of 1, more or less. */
const toneRange = { brightness: 0.2, contrast: 0.2, saturation: 0.3 } as const;
/** In grey values. */
const noiseRange = { least: 2, most: 12 } as const;
/** Larger images have copies that are made smaller. */
export const mostCopyPixels = 50e6;

type Random = () => number;

const between = (random: Random, least: number, most: number): number => least + random() * (most - least);

/**
 * Which images a copy is of, as numbers into all of them; the first is `own`. Four where it is a mosaic.
 * @param count of all images
 */
export function chooseSources(random: Random, ops: readonly AugmentOp[], own: number, count: number): number[] {
  if (!ops.includes('mosaic') || random() >= mosaicChance) return [own];
  return [own, ...Array.from({ length: mosaicParts - 1 }, () => Math.floor(random() * count))];
}

/** An image changed within its own frame: flipped, turned about its middle, and a part of it enlarged to the whole. */
function ownChange(random: Random, ops: readonly AugmentOp[], { width, height }: Size): Affine {
  let affine = translation(0, 0);
  if (ops.includes('flip') && random() < flipChance) affine = { ...scaling(-1, 1), x0: width };
  if (ops.includes('rotate')) {
    const about = rotation(between(random, -mostTurn, mostTurn));
    const turn = compose(translation(width / 2, height / 2), compose(about, translation(-width / 2, -height / 2)));
    affine = compose(turn, affine);
  }
  if (ops.includes('crop')) {
    const side = between(random, leastCrop, 1);
    const corner = translation(-random() * (1 - side) * width, -random() * (1 - side) * height);
    affine = compose(compose(scaling(1 / side, 1 / side), corner), affine);
  }
  return affine;
}

/** An image that fills a cell, its middle in the cell's, what is over on one side cut off. */
function cover({ width, height }: Size, [x, y, cellWidth, cellHeight]: Box): Affine {
  const scale = Math.max(cellWidth / width, cellHeight / height);
  const corner = translation(x + (cellWidth - scale * width) / 2, y + (cellHeight - scale * height) / 2);
  return compose(corner, scaling(scale, scale));
}

function mosaicCells(random: Random, { width, height }: Size): Box[] {
  const { least, most } = mosaicMiddle;
  const across = Math.min(width - 1, Math.max(1, Math.round(between(random, least, most) * width)));
  const down = Math.min(height - 1, Math.max(1, Math.round(between(random, least, most) * height)));
  return [
    [0, 0, across, down],
    [across, 0, width - across, down],
    [0, down, across, height - down],
    [across, down, width - across, height - down],
  ];
}

/**
 * One changed copy: as large as its image, unless that is very large. The same numbers give the same copy.
 * @param sources sizes of the upright images: one, or the four of a mosaic
 */
export function planCopy(
  random: Random,
  ops: readonly AugmentOp[],
  sources: readonly [Size, ...Size[]],
  noiseSeed: string,
): AugmentPlan {
  const [own] = sources;
  const shrink = Math.min(1, Math.sqrt(mostCopyPixels / (own.width * own.height)));
  const size = { width: Math.ceil(own.width * shrink), height: Math.ceil(own.height * shrink) };
  // A mosaic of an image of one row or column would have cells without pixels.
  const isMosaic = sources.length === mosaicParts && size.width > 1 && size.height > 1;
  const cells = isMosaic ? mosaicCells(random, size) : [];
  const parts = (isMosaic ? sources : [own]).map((source, at): AugmentPart => {
    const place = cells[at] ? cover(source, cells[at]) : scaling(shrink, shrink);
    const affine = compose(place, ownChange(random, ops, source));
    return { source: at, affine, cell: cells[at] ?? [0, 0, size.width, size.height] };
  });
  const vary = (by: number): number => between(random, 1 - by, 1 + by);
  const tone = ops.includes('color')
    ? {
        brightness: vary(toneRange.brightness),
        contrast: vary(toneRange.contrast),
        saturation: vary(toneRange.saturation),
      }
    : null;
  const noise = ops.includes('noise')
    ? { deviation: between(random, noiseRange.least, noiseRange.most), seed: noiseSeed }
    : null;
  return { ...size, parts, tone, noise };
}
