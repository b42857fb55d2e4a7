import type { Size } from '../viewTransform.ts';

/** Pixels as a graph: each is tied to two terminals and to its eight neighbours. */
export interface PixelGraph extends Size {
  /** For each pixel, how much more it wants to be inside (positive) or outside (negative). */
  readonly pulls: Float32Array;
  /** How much a border between a pixel and its neighbour costs: four planes, for those to the E, S, SE and SW. */
  readonly ties: Float32Array;
}

const outside = 2;
const inside = 1;
const free = 0;
/** Instead of a direction to the parent. */
const noParent = -1;
const terminal = 8;

/**
 * The cheapest border: minimum cut by maximum flow with two search trees that are kept from one path to the next (Boykov and
 * Kolmogorov 2004).
 * @returns for each pixel 1 (inside) or 0
 */
export function minCut({ width, height, pulls, ties }: PixelGraph): Uint8Array<ArrayBuffer> {
  // A rim of pixels without ties spares every question about borders.
  const across = width + 2;
  const count = across * (height + 2);
  /** E, S, SE, SW, and the way back of each, four further on. */
  const offsets = [1, across, across + 1, across - 1, -1, -across, -across - 1, -across + 1];
  const back = (direction: number): number => (direction + 4) & 7;
  const rest = Array.from({ length: 8 }, () => new Float32Array(count));
  const pull = new Float32Array(count);
  for (let y = 0, from = 0; y < height; y += 1)
    for (let x = 0, at = (y + 1) * across + 1; x < width; x += 1, at += 1, from += 1) {
      pull[at] = pulls[from] as number;
      for (let direction = 0; direction < 4; direction += 1) {
        const toX = direction === 1 ? x : direction === 3 ? x - 1 : x + 1;
        if (toX < 0 || toX >= width || (direction > 0 && y + 1 >= height)) continue;
        const tie = ties[direction * width * height + from] as number;
        (rest[direction] as Float32Array)[at] = tie;
        (rest[direction + 4] as Float32Array)[at + (offsets[direction] as number)] = tie;
      }
    }

  const tree = new Uint8Array(count);
  const parent = new Int8Array(count).fill(noParent);
  const distance = new Int32Array(count);
  const stamp = new Int32Array(count);
  let time = 0;
  /** Pixels whose neighbours are still to be looked at: a ring buffer, each in it at most once. */
  const queue = new Int32Array(count + 1);
  const isQueued = new Uint8Array(count);
  let [head, tail] = [0, 0];
  const enqueue = (at: number): void => {
    if (isQueued[at] === 1) return;
    isQueued[at] = 1;
    queue[tail] = at;
    tail = tail === count ? 0 : tail + 1;
  };
  const orphans: number[] = [];
  const orphan = (at: number): void => {
    parent[at] = noParent;
    orphans.push(at);
  };
  const next = (at: number, direction: number): number => at + (offsets[direction] as number);
  /** What can still flow from the root of a pixel's tree over a neighbour to it, or the other way round outside. */
  const restInto = (at: number, direction: number): number =>
    tree[at] === inside
      ? ((rest[back(direction)] as Float32Array)[next(at, direction)] as number)
      : ((rest[direction] as Float32Array)[at] as number);

  for (let at = 0; at < count; at += 1) {
    const wish = pull[at] as number;
    if (wish === 0) continue;
    tree[at] = wish > 0 ? inside : outside;
    parent[at] = terminal;
    distance[at] = 1;
    enqueue(at);
  }

  /** Grows the tree at a pixel. @returns the direction in which it meets the other tree; -1: it doesn't. */
  function grow(at: number): number {
    const own = tree[at] as number;
    for (let direction = 0; direction < 8; direction += 1) {
      const to = next(at, direction);
      const left =
        own === inside
          ? ((rest[direction] as Float32Array)[at] as number)
          : ((rest[back(direction)] as Float32Array)[to] as number);
      if (left <= 0) continue;
      if (tree[to] === free) {
        tree[to] = own;
        parent[to] = back(direction);
        stamp[to] = stamp[at] as number;
        distance[to] = (distance[at] as number) + 1;
        enqueue(to);
      } else if (tree[to] !== own) return direction;
      else if (
        (stamp[to] as number) <= (stamp[at] as number) &&
        (distance[to] as number) > (distance[at] as number) + 1
      ) {
        // A shorter way to its root.
        parent[to] = back(direction);
        stamp[to] = stamp[at] as number;
        distance[to] = (distance[at] as number) + 1;
      }
    }
    return -1;
  }

  /** Sends through a whole path what its narrowest place lets through. */
  function augment(at: number, direction: number): void {
    // Not by destructuring: this is done a hundred thousand times, and arrays would be made.
    const isSource = tree[at] === inside;
    const source = isSource ? at : next(at, direction);
    const sink = isSource ? next(at, direction) : at;
    const forth = isSource ? direction : back(direction);
    let flow = (rest[forth] as Float32Array)[source] as number;
    let here = source;
    for (let up = parent[here] as number; up !== terminal; up = parent[here] as number) {
      flow = Math.min(flow, restInto(here, up));
      here = next(here, up);
    }
    flow = Math.min(flow, pull[here] as number);
    here = sink;
    for (let up = parent[here] as number; up !== terminal; up = parent[here] as number) {
      flow = Math.min(flow, restInto(here, up));
      here = next(here, up);
    }
    flow = Math.min(flow, -(pull[here] as number));

    const push = (from: number, way: number): boolean => {
      const to = next(from, way);
      const on = rest[way] as Float32Array;
      const home = rest[back(way)] as Float32Array;
      on[from] = (on[from] as number) - flow;
      home[to] = (home[to] as number) + flow;
      return on[from] <= 0;
    };
    push(source, forth);
    here = source;
    for (let up = parent[here] as number; up !== terminal; up = parent[here] as number) {
      const above = next(here, up);
      if (push(above, back(up))) orphan(here);
      here = above;
    }
    pull[here] = (pull[here] as number) - flow;
    if ((pull[here] as number) <= 0) orphan(here);
    here = sink;
    for (let up = parent[here] as number; up !== terminal; up = parent[here] as number) {
      const above = next(here, up);
      if (push(here, up)) orphan(here);
      here = above;
    }
    pull[here] = (pull[here] as number) + flow;
    if ((pull[here] as number) >= 0) orphan(here);
  }

  /** How far a pixel's root is, where it still has one; else Infinity. Notes it along the way. */
  function rootDistance(at: number): number {
    let here = at;
    let steps = 0;
    for (;;) {
      if (stamp[here] === time) {
        steps += distance[here] as number;
        break;
      }
      const up = parent[here] as number;
      steps += 1;
      if (up === terminal) {
        stamp[here] = time;
        distance[here] = 1;
        break;
      }
      if (up === noParent) return Infinity;
      here = next(here, up);
    }
    let left = steps;
    for (here = at; stamp[here] !== time; here = next(here, parent[here] as number)) {
      stamp[here] = time;
      distance[here] = left;
      left -= 1;
    }
    return steps;
  }

  /** Finds another parent for a pixel that lost its own, or sets it free. */
  function adopt(at: number): void {
    let best = noParent;
    let nearest = Infinity;
    for (let direction = 0; direction < 8; direction += 1) {
      const to = next(at, direction);
      if (tree[to] !== tree[at] || restInto(at, direction) <= 0) continue;
      const away = rootDistance(to);
      if (away < nearest) {
        best = direction;
        nearest = away;
      }
    }
    if (best !== noParent) {
      parent[at] = best;
      stamp[at] = time;
      distance[at] = nearest + 1;
      return;
    }
    for (let direction = 0; direction < 8; direction += 1) {
      const to = next(at, direction);
      if (tree[to] !== tree[at]) continue;
      if (restInto(at, direction) > 0) enqueue(to);
      if (parent[to] === back(direction)) orphan(to);
    }
    tree[at] = free;
  }

  while (head !== tail) {
    const at = queue[head] as number;
    const direction = tree[at] === free ? -1 : grow(at);
    if (direction < 0) {
      head = head === count ? 0 : head + 1;
      isQueued[at] = 0;
      continue;
    }
    time += 1;
    augment(at, direction);
    for (let one = orphans.pop(); one !== undefined; one = orphans.pop()) adopt(one);
  }

  const isInside = new Uint8Array(width * height);
  for (let y = 0, to = 0; y < height; y += 1)
    for (let x = 0, at = (y + 1) * across + 1; x < width; x += 1, at += 1, to += 1)
      isInside[to] = tree[at] === inside ? 1 : 0;
  return isInside;
}
