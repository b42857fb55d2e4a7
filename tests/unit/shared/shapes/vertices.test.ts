import { expect, test } from 'vitest';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { dropVertices, edgeVertices, moveVertices, vertexLayout } from '#shared/shapes/vertices.ts';

const image = { width: 100, height: 100 };
const outer = [10, 10, 60, 10, 60, 60, 10, 60];
const hole = [20, 20, 40, 20, 30, 40];
const polygon = (...rings: number[][]): Shape => ({ kind: 'polygon', rings });
const line = (...points: number[]): Shape => ({ kind: 'polyline', points });

test('chosen vertices move together, in any ring, and stop together at the border', () => {
  const ids = new Set(['vertex 0 1', 'vertex 0 2', 'vertex 1 0']);
  expect(moveVertices(polygon(outer, hole), ids, 5, 6, image)).toEqual(
    polygon([10, 10, 65, 16, 65, 66, 10, 60], [25, 26, 40, 20, 30, 40]),
  );
  expect(moveVertices(polygon(outer), new Set(['vertex 0 1', 'vertex 0 2']), 70, 0, image)).toEqual(
    polygon([10, 10, 100, 10, 100, 60, 10, 60]),
  );
  expect(moveVertices(line(10, 10, 20, 20), new Set(['vertex 1']), 5, -5, image)).toEqual(line(10, 10, 25, 15));
  expect(moveVertices(polygon(outer), new Set(), 5, 5, image)).toEqual(polygon(outer));
});
test('chosen vertices are taken out, but an outline keeps three points and a line two', () => {
  expect(dropVertices(polygon(outer), new Set(['vertex 0 0']))).toEqual(polygon(outer.slice(2)));
  expect(dropVertices(polygon(outer), new Set(['vertex 0 0', 'vertex 0 1']))).toBeNull();
  expect(dropVertices(polygon(outer, hole), new Set(['vertex 1 2']))).toEqual(polygon(outer));
  expect(dropVertices(line(1, 1, 2, 2, 3, 3), new Set(['vertex 1']))).toEqual(line(1, 1, 3, 3));
  expect(dropVertices(line(1, 1, 2, 2), new Set(['vertex 1']))).toBeNull();
  expect(dropVertices({ kind: 'box', box: [0, 0, 5, 5] }, new Set(['vertex 0']))).toBeNull();
});
test('an edge has its two vertices, the last one also the first', () => {
  expect(edgeVertices(polygon(outer, hole), 'edge 0 3')).toEqual(['vertex 0 3', 'vertex 0 0']);
  expect(edgeVertices(polygon(outer, hole), 'edge 1 0')).toEqual(['vertex 1 0', 'vertex 1 1']);
  expect(edgeVertices(line(1, 1, 2, 2), 'edge 0')).toEqual(['vertex 0', 'vertex 1']);
});
test('a layout tells when names of vertices have come to mean others', () => {
  expect(vertexLayout(polygon(outer))).toBe(vertexLayout(polygon(outer.map((value) => value + 1))));
  expect(vertexLayout(polygon(outer))).not.toBe(vertexLayout(polygon(outer.slice(2))));
});

test('joints are moved together, and not labeled any more instead of gone, but one stays', () => {
  const joint = (id: string, x: number, visibility: 'visible' | 'occluded' | 'unlabeled' = 'visible') =>
    ({ id, visibility, x, y: 10 }) as const;
  const keypoints = (...joints: ReturnType<typeof joint>[]): Shape => ({ kind: 'keypoints', joints });
  const two = keypoints(joint('a', 10), joint('b', 20, 'occluded'));
  expect(moveVertices(two, new Set(['vertex 1']), 5, 0, image)).toEqual(
    keypoints(joint('a', 10), joint('b', 25, 'occluded')),
  );
  expect(dropVertices(two, new Set(['vertex 1']))).toEqual(keypoints(joint('a', 10), joint('b', 20, 'unlabeled')));
  expect(dropVertices(two, new Set(['vertex 0', 'vertex 1']))).toBeNull();
  expect(vertexLayout(two)).toBe('keypoints 4');
});
