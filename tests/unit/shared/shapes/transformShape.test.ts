import { expect, test } from 'vitest';
import { canonicalJson } from '#engine/db/journal.ts';
import { sizeOfLabel } from '#engine/db/labelSize.ts';
import { annotationText } from '#engine/datasets/import/importJournal.ts';
import { applyAffine, compose, storedFromUpright, uprightFromStored } from '#shared/geometry/affine.ts';
import { encodeCounts } from '#shared/geometry/cocoCounts.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import { shapeText } from '#shared/shapes/shapeText.ts';
import { transformShape } from '#shared/shapes/transformShape.ts';

/** Stored pixels 4 wide and 3 high, and where their corner pixel (0, 0) and (3, 0) come to lie, by the table of the Exif standard. */
const exif = [
  [1, [0, 0], [3, 0]],
  [2, [3, 0], [0, 0]],
  [3, [3, 2], [0, 2]],
  [4, [0, 2], [3, 2]],
  [5, [0, 0], [0, 3]],
  [6, [2, 0], [2, 3]],
  [7, [2, 3], [2, 0]],
  [8, [0, 3], [0, 0]],
] as const;

test.each(exif)('orientation %i puts pixels where a viewer shows them', (orientation, first, last) => {
  const upright = orientation >= 5 ? { width: 3, height: 4 } : { width: 4, height: 3 };
  const way = uprightFromStored(orientation, upright);
  const pixelAt = (x: number, y: number): number[] => applyAffine(way, x + 0.5, y + 0.5).map(Math.floor);
  expect([pixelAt(0, 0), pixelAt(3, 0)]).toEqual([first, last]);
  const back = compose(storedFromUpright(orientation, upright), way);
  expect(applyAffine(back, 1.25, 2.5)).toEqual([1.25, 2.5]);
  // The one pixel (3, 0) of the stored image, column by column: nine unset, one set, two unset.
  const mask: Shape = { kind: 'mask', size: [3, 4], counts: encodeCounts([9, 1, 2]) };
  const turned = transformShape(mask, way, upright);
  expect(geometryOf(turned).bounds(turned)).toEqual([...last, 1, 1]);
  const box = transformShape({ kind: 'box', box: [3, 0, 1, 1] }, way, upright);
  expect(box).toEqual({ kind: 'box', box: [...last, 1, 1] });
  const tilted = transformShape({ kind: 'rotatedBox', centre: [3.5, 0.5], size: [1, 0.5], angle: 0 }, way, upright);
  const [x = 0, y = 0, width = 0, height = 0] = geometryOf(tilted).bounds(tilted) ?? [];
  expect([x + width / 2, y + height / 2].map((value) => Number(value.toFixed(9)))).toEqual([
    last[0] + 0.5,
    last[1] + 0.5,
  ]);
  expect(Number((orientation >= 5 ? height : width).toFixed(9))).toBe(1);
});

const shapes: readonly Shape[] = [
  { kind: 'box', box: [0, -0, 1e-7, 1e21] },
  { kind: 'rotatedBox', centre: [1.5, 2], size: [3, 4], angle: -0.1 },
  { kind: 'ellipse', centre: [1.5, 2], size: [3, 4], angle: 0 },
  { kind: 'polygon', rings: [[1, 2, 3, 4, 5, 6.1]] },
  { kind: 'polyline', points: [1, 2, 3, 4] },
  { kind: 'point', point: [0.1, 0.2] },
  { kind: 'mask', size: [3, 4], counts: encodeCounts([9, 1, 2]) },
  { kind: 'keypoints', joints: [{ x: 1, visibility: 'visible', id: 'é"\\', y: 2 }] },
  { kind: 'whole' },
];

test('shapes and annotations are written as a general writer of canonical JSON writes them', () => {
  for (const shape of shapes) {
    expect(shapeText(shape)).toBe(canonicalJson(shape));
    const attributes = { b: 1, a: 'é"' };
    const ids = { id: 'f'.repeat(36), classId: 3, z: 7, groupId: 'e'.repeat(36) };
    const label = {
      ...ids,
      className: '',
      kind: shape.kind,
      shape: shapeText(shape),
      score: null,
      ...sizeOfLabel(shape),
      attributes: canonicalJson(attributes),
    };
    expect(annotationText(label)).toBe(
      canonicalJson({ ...ids, shape, attributes, source: 'import', predictionId: null, score: null }),
    );
  }
});
