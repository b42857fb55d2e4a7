import type { Bitmap } from './contours.ts';

/** Pixels of one label that hang together over their sides. */
export interface Region {
  readonly label: number;
  readonly count: number;
  readonly bitmap: Bitmap;
}

/** What each pixel is, row by row. */
export interface LabelMap {
  readonly width: number;
  readonly height: number;
  readonly labels: Uint16Array;
}

interface Found {
  readonly count: number;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

/** Marks the pixels that hang together with `seed`, and says where they lie. `stack` has room for every pixel. */
function flood(
  { width, height, labels }: LabelMap,
  seed: number,
  id: number,
  ids: Int32Array,
  stack: Int32Array,
): Found {
  const label = labels[seed];
  let [left, right, top, bottom, count] = [width, -1, height, -1, 0];
  let depth = 1;
  stack[0] = seed;
  ids[seed] = id;
  const reach = (index: number): void => {
    if (ids[index] !== 0 || labels[index] !== label) return;
    ids[index] = id;
    stack[depth] = index;
    depth += 1;
  };
  while (depth > 0) {
    depth -= 1;
    const index = stack[depth] as number;
    const [x, y] = [index % width, Math.floor(index / width)];
    count += 1;
    if (x < left) left = x;
    if (x > right) right = x;
    if (y < top) top = y;
    if (y > bottom) bottom = y;
    if (x > 0) reach(index - 1);
    if (x < width - 1) reach(index + 1);
    if (y > 0) reach(index - width);
    if (y < height - 1) reach(index + width);
  }
  return { count, left, right, top, bottom };
}

function cut(ids: Int32Array, mapWidth: number, id: number, { left, right, top, bottom }: Found): Bitmap {
  const [width, height] = [right - left + 1, bottom - top + 1];
  const pixels = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y += 1)
    for (let x = 0, from = (y + top) * mapWidth + left; x < width; x += 1, from += 1, to += 1)
      if (ids[from] === id) pixels[to] = 1;
  return { left, top, width, height, pixels };
}

/**
 * The regions of a map of labels, one after the other, in the order of their first pixel; only those whose label is wanted,
 * and of at least `leastCount` pixels. Pixels that only touch at a corner are apart.
 */
export function* findRegions(
  map: LabelMap,
  isWanted: (label: number) => boolean,
  leastCount: number,
): Generator<Region> {
  const { width, height, labels } = map;
  const ids = new Int32Array(width * height);
  const stack = new Int32Array(width * height);
  const wanted = new Map<number, boolean>();
  let id = 0;
  for (let seed = 0; seed < labels.length; seed += 1) {
    const label = labels[seed] as number;
    if (ids[seed] !== 0) continue;
    if (!wanted.has(label)) wanted.set(label, isWanted(label));
    if (wanted.get(label) !== true) continue;
    id += 1;
    const found = flood(map, seed, id, ids, stack);
    if (found.count < leastCount) continue;
    yield { label, count: found.count, bitmap: cut(ids, width, id, found) };
  }
}
