import fc from 'fast-check';
import { expect, test } from 'vitest';
import { minCut } from '#shared/geometry/graphCut/minCut.ts';
import type { PixelGraph } from '#shared/geometry/graphCut/minCut.ts';

/** What a border costs: ties across it, and pulls that don't get their way. */
function costOf({ width, height, pulls, ties }: PixelGraph, labels: ArrayLike<number>): number {
  let cost = 0;
  for (let at = 0; at < width * height; at += 1) {
    const [x, y] = [at % width, Math.floor(at / width)];
    const pull = pulls[at] as number;
    cost += labels[at] === 1 ? Math.max(0, -pull) : Math.max(0, pull);
    for (const [direction, [dx, dy]] of [
      [1, 0],
      [0, 1],
      [1, 1],
      [-1, 1],
    ].entries() as Iterable<[number, [number, number]]>) {
      const [toX, toY] = [x + dx, y + dy];
      if (toX < 0 || toX >= width || toY >= height || labels[toY * width + toX] === labels[at]) continue;
      cost += ties[direction * width * height + at] as number;
    }
  }
  return cost;
}

const graphs = fc
  .record({ width: fc.integer({ min: 1, max: 4 }), height: fc.integer({ min: 1, max: 3 }) })
  .chain(({ width, height }) =>
    fc.record({
      width: fc.constant(width),
      height: fc.constant(height),
      pulls: fc
        .array(fc.integer({ min: -20, max: 20 }), { minLength: width * height, maxLength: width * height })
        .map((all) => Float32Array.from(all)),
      ties: fc
        .array(fc.integer({ min: 0, max: 12 }), { minLength: 4 * width * height, maxLength: 4 * width * height })
        .map((all) => Float32Array.from(all)),
    }),
  );

test('no border is cheaper than the one it finds', () => {
  fc.assert(
    fc.property(graphs, (graph) => {
      const count = graph.width * graph.height;
      let least = Infinity;
      for (let bits = 0; bits < 2 ** count; bits += 1)
        least = Math.min(
          least,
          costOf(
            graph,
            Array.from({ length: count }, (_, at) => (bits >> at) & 1),
          ),
        );
      expect(costOf(graph, minCut(graph))).toBe(least);
    }),
    { numRuns: 150 },
  );
});

test('a large graph of noise is cut at once, and in no pixel that is certain the wrong way', () => {
  const [width, height] = [160, 160];
  const pulls = Float32Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    if (Math.min(x, y, width - 1 - x, height - 1 - y) < 10) return -1e6;
    return Math.hypot(x - 80, y - 80) < 10 ? 1e6 : Math.sin(x * 12.9 + y * 78.2) * 10;
  });
  const labels = minCut({ width, height, pulls, ties: new Float32Array(4 * width * height).fill(8) });
  for (const [at, pull] of pulls.entries()) if (Math.abs(pull) > 1e5) expect(labels[at]).toBe(pull > 0 ? 1 : 0);
});
