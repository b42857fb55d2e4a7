/**
 * Ways along edges: live-wire, or intelligent scissors (Mortensen and Barrett 1995). A step is cheap where the photo changes
 * most; from an anchor the cheapest way to every pixel is found at once, so that each move of a hand only reads one.
 */
import { fromPart, partIndex } from './photoPart.ts';
import type { PartFrame, PhotoPart } from './photoPart.ts';
import type { ImagePoint } from './points.ts';
import { smoothChannel } from './smoothChannel.ts';

/** What a pixel costs where nothing changes; on the strongest edges it is 1. */
const mostCost = 160;
/** What it costs more beside the crest of an edge: a blurred edge is a band, and the way keeps to its middle. */
const besideCost = 20;
/**
 * This share of the pixels are edges as strong as can be. Measured on stained cells: less, and ways cut through dark nuclei
 * beside a pale border; more, and they stray into noise.
 */
const strongShare = 0.1;
/** East, south-east, south, and on around. Diagonal steps are longer: 7 to 5. */
const steps = [
  [1, 0, 5],
  [1, 1, 7],
  [0, 1, 5],
  [-1, 1, 7],
  [-1, 0, 5],
  [-1, -1, 7],
  [0, -1, 5],
  [1, -1, 7],
] as const;
/** The pixel is where all ways begin, or none goes there. */
const noStep = 8;

/** How much the photo changes at each pixel: the channel with the steepest slope (Sobel). */
function slopes(part: PhotoPart): Float32Array {
  const { width, height } = part;
  const squares = new Float32Array(width * height);
  for (let channel = 0; channel < 3; channel += 1) {
    const shades = smoothChannel(part, channel);
    const at = (index: number): number => shades[index] as number;
    for (let y = 0; y < height; y += 1) {
      // At the border the outermost pixels count twice.
      const above = width * Math.max(0, y - 1);
      const here = width * y;
      const below = width * Math.min(height - 1, y + 1);
      for (let x = 0; x < width; x += 1) {
        const left = Math.max(0, x - 1);
        const right = Math.min(width - 1, x + 1);
        const corners = at(below + right) - at(above + left);
        const others = at(above + right) - at(below + left);
        const across = corners + others + 2 * (at(here + right) - at(here + left));
        const down = corners - others + 2 * (at(below + x) - at(above + x));
        const squared = across * across + down * down;
        if (squared > (squares[here + x] as number)) squares[here + x] = squared;
      }
    }
  }
  return squares.map(Math.sqrt);
}

/** The slope that only the strongest edges reach. */
function strongSlope(found: Float32Array): number {
  // Sobel's sums are at most 4 * 255 each way.
  const counts = new Uint32Array(1500);
  for (const slope of found) {
    const bin = Math.floor(slope);
    counts[bin] = (counts[bin] as number) + 1;
  }
  let left = Math.ceil(found.length * strongShare);
  let bin = counts.length - 1;
  for (; bin > 1 && left > 0; bin -= 1) left -= counts[bin] as number;
  return bin;
}

/** What it costs to go through each pixel. */
export function edgeCosts(part: PhotoPart): Uint8Array<ArrayBuffer> {
  const { width } = part;
  const found = slopes(part);
  const strong = strongSlope(found);
  const costs = new Uint8Array(found.length);
  const isCrest = (index: number, slope: number, step: number): boolean => {
    const [before, after] = [found[index - step] ?? 0, found[index + step] ?? 0];
    return slope >= before && slope >= after && slope > Math.min(before, after);
  };
  for (let index = 0; index < found.length; index += 1) {
    const slope = found[index] as number;
    const weakness = 1 - Math.min(1, slope / strong);
    const beside = isCrest(index, slope, 1) || isCrest(index, slope, width) ? 0 : besideCost;
    costs[index] = 1 + beside + Math.round((mostCost - 1) * weakness * weakness);
  }
  return costs;
}

/**
 * For each pixel the step that leads to it on the cheapest way from a seed (Dijkstra 1959, with buckets by whole costs as in
 * Dial 1969).
 */
export function cheapestSteps(
  costs: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  seed: number,
): Uint8Array<ArrayBuffer> {
  const came = new Uint8Array(width * height).fill(noStep);
  const totals = new Int32Array(width * height).fill(0x7fffffff);
  const isDone = new Uint8Array(width * height);
  /** No step costs as much as there are buckets: they are used round and round. */
  const buckets: number[][] = Array.from({ length: 2048 }, () => []);
  totals[seed] = 0;
  buckets[0]?.push(seed);
  let waiting = 1;
  for (let total = 0; waiting > 0; total += 1) {
    const bucket = buckets[total & 2047] as number[];
    for (let index = bucket.pop(); index !== undefined; index = bucket.pop()) {
      waiting -= 1;
      if (isDone[index] === 1) continue;
      isDone[index] = 1;
      const x = index % width;
      const y = (index - x) / width;
      for (let step = 0; step < steps.length; step += 1) {
        const [dx, dy, length] = steps[step] as (typeof steps)[number];
        if (x + dx < 0 || x + dx >= width || y + dy < 0 || y + dy >= height) continue;
        const next = index + dx + dy * width;
        if (isDone[next] === 1) continue;
        const sum = total + length * (costs[next] as number);
        if (sum >= (totals[next] as number)) continue;
        totals[next] = sum;
        came[next] = step;
        (buckets[sum & 2047] as number[]).push(next);
        waiting += 1;
      }
    }
  }
  return came;
}

/** The cheapest pixel no farther than a radius from another; the nearest of equal ones. */
export function snapToEdge(
  costs: Uint8Array,
  { width, height }: { readonly width: number; readonly height: number },
  index: number,
  radius: number,
): number {
  const [x, y] = [index % width, Math.floor(index / width)];
  const reach = Math.floor(radius);
  let [best, least] = [index, Infinity];
  for (let row = Math.max(0, y - reach); row <= Math.min(height - 1, y + reach); row += 1)
    for (let column = Math.max(0, x - reach); column <= Math.min(width - 1, x + reach); column += 1) {
      const away = Math.hypot(column - x, row - y);
      const cost = (costs[row * width + column] as number) + away;
      if (away <= radius && cost < least) [best, least] = [row * width + column, cost];
    }
  return best;
}

/** The cheapest ways from one pixel of a part to all others. */
export interface EdgeTree {
  readonly frame: PartFrame;
  readonly costs: Uint8Array;
  readonly came: Uint8Array;
  readonly seed: number;
  /** A hand means an edge that it misses by no more; pixels of the part. */
  readonly snapRadius: number;
}

export function growTree(frame: PartFrame, costs: Uint8Array, from: number, snapRadius: number): EdgeTree {
  const seed = snapToEdge(costs, frame, from, snapRadius);
  return { frame, costs, seed, snapRadius, came: cheapestSteps(costs, frame, seed) };
}

const middleOf = ({ frame }: EdgeTree, index: number): ImagePoint =>
  fromPart(frame, (index % frame.width) + 0.5, Math.floor(index / frame.width) + 0.5);

export const treeRoot = (tree: EdgeTree): ImagePoint => middleOf(tree, tree.seed);

/** `[x0, y0, ...]` in image pixels, from the tree's root to the edge nearest to a point; null: it lies elsewhere. */
export function treeWay(tree: EdgeTree, to: ImagePoint): readonly number[] | null {
  const { frame, costs, came, seed, snapRadius } = tree;
  const target = partIndex(frame, to);
  if (target < 0) return null;
  const way: number[] = [];
  let index = snapToEdge(costs, frame, target, snapRadius);
  for (;;) {
    const { x, y } = middleOf(tree, index);
    way.push(y, x);
    if (index === seed) return way.reverse();
    const [dx, dy] = steps[came[index] as number] as (typeof steps)[number];
    index -= dx + dy * frame.width;
  }
}
