import type { Size } from '../viewTransform.ts';

/** Holes that are a smaller share of the object are noise. */
const smallestHole = 0.01;

/** Numbers the groups of pixels with the same label that share sides, from 0. */
function groupPixels(
  labels: Uint8Array,
  { width, height }: Size,
): { readonly groups: Int32Array; readonly sizes: number[] } {
  const groups = new Int32Array(width * height).fill(-1);
  const sizes: number[] = [];
  const stack: number[] = [];
  for (let start = 0; start < groups.length; start += 1) {
    if (groups[start] !== -1) continue;
    const group = sizes.length;
    const label = labels[start];
    let size = 0;
    const meet = (at: number): void => {
      if (groups[at] !== -1 || labels[at] !== label) return;
      groups[at] = group;
      stack.push(at);
    };
    meet(start);
    for (let at = stack.pop(); at !== undefined; at = stack.pop()) {
      size += 1;
      const x = at % width;
      if (x > 0) meet(at - 1);
      if (x < width - 1) meet(at + 1);
      if (at >= width) meet(at - width);
      if (at < width * (height - 1)) meet(at + width);
    }
    sizes.push(size);
  }
  return { groups, sizes };
}

/** Of the pixels that were cut out, the pieces that were pointed at, or else the largest one; its small holes are filled. */
export function keepObject(labels: Uint8Array, size: Size, pointedAt: readonly number[]): Uint8Array {
  const { groups, sizes } = groupPixels(labels, size);
  const kept = new Set(pointedAt.flatMap((at) => (labels[at] === 1 ? [groups[at] as number] : [])));
  if (kept.size === 0) {
    let largest = -1;
    for (const [at, group] of groups.entries())
      if (labels[at] === 1 && (largest < 0 || (sizes[group] as number) > (sizes[largest] as number))) largest = group;
    kept.add(largest);
  }
  const object = labels.map((_, at) => (kept.has(groups[at] as number) ? 1 : 0));
  const area = [...kept].reduce((sum, group) => sum + (sizes[group] ?? 0), 0);
  const holes = groupPixels(object, size);
  return object.map((label, at) =>
    label === 1 || (holes.sizes[holes.groups[at] as number] as number) < smallestHole * area ? 1 : 0,
  );
}
