import fc from 'fast-check';
import { expect, test } from 'vitest';
import { cheapestSteps, edgeCosts, growTree, treeRoot, treeWay } from '#shared/geometry/livewire.ts';
import { partIndex } from '#shared/geometry/photoPart.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import { createRandom, drawPart } from '#tests/support/photoParts.ts';

/** A square from 30 to 90, over a noisy ground. */
const square = drawPart(
  { width: 120, height: 120 },
  (x, y) => (Math.max(Math.abs(x - 60), Math.abs(y - 60)) < 30 ? 170 : 90),
  { noise: 12 },
);
const offEdge = (x: number, y: number): number => Math.abs(Math.max(Math.abs(x - 60), Math.abs(y - 60)) - 30);

function farthest(way: readonly number[]): number {
  let most = 0;
  for (let at = 0; at < way.length; at += 2) most = Math.max(most, offEdge(way[at] as number, way[at + 1] as number));
  return most;
}

test('the way between two points at a square follows its edge, around the corner', () => {
  const tree = growTree(square, edgeCosts(square), partIndex(square, imagePoint(31, 52)), 4);
  expect(offEdge(treeRoot(tree).x, treeRoot(tree).y)).toBeLessThan(1.5);
  const way = treeWay(tree, imagePoint(64, 88)) ?? [];
  expect(farthest(way)).toBeLessThanOrEqual(1.5);
  expect(way.slice(0, 2)).toEqual([treeRoot(tree).x, treeRoot(tree).y]);
});

test('in a part that is scaled down, the way is in image pixels', () => {
  const part = { ...square, box: [1000, 500, 480, 480] as const };
  const tree = growTree(part, edgeCosts(part), partIndex(part, imagePoint(1124, 708)), 4);
  const way = treeWay(tree, imagePoint(1256, 852)) ?? [];
  const own = way.map((value, at) => (value - (at % 2 === 0 ? 1000 : 500)) / 4);
  expect(farthest(own)).toBeLessThanOrEqual(1.5);
  expect(treeWay(tree, imagePoint(900, 600))).toBeNull();
});

test('no way is cheaper than the one that is found', () => {
  const size = { width: 7, height: 6 };
  fc.assert(
    fc.property(fc.integer(), fc.integer({ min: 0, max: 41 }), (salt, seed) => {
      const random = createRandom(salt);
      const costs = Uint8Array.from({ length: 42 }, () => 1 + Math.floor(160 * random()));
      const came = cheapestSteps(costs, size, seed);
      const moves = [1, 8, 7, 6, -1, -8, -7, -6];
      const length = (step: number): number => (step % 2 === 0 ? 5 : 7);
      const total = (index: number): number =>
        index === seed
          ? 0
          : length(came[index] as number) * (costs[index] as number) +
            total(index - (moves[came[index] as number] as number));
      // Bellman's condition: no neighbour offers a cheaper way to any pixel.
      for (let index = 0; index < 42; index += 1)
        for (const [step, move] of moves.entries()) {
          const from = index - move;
          if (from < 0 || from > 41 || Math.abs((from % 7) - (index % 7)) > 1) continue;
          expect(total(index) <= total(from) + length(step) * (costs[index] as number)).toBe(true);
        }
    }),
  );
});
