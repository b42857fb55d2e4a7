import { expect, test } from 'vitest';
import { compareLabels } from '#shared/actions/compareLabels.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { makeAnnotation, makeDocument } from '#tests/support/factories.ts';

const box = (x: number, width = 10): Shape => ({ kind: 'box', box: [x, 0, width, 10] });
const image = { width: 100, height: 50 };

test('labels of another image are told apart: new ones, those that lie there already, and those without room', () => {
  const document = makeDocument({ annotations: [makeAnnotation({ shape: box(1) })] });
  const mask: Shape = { kind: 'mask', size: [20, 30], counts: 'x' };
  const others = [
    // As the store writes it: the order of its parts means nothing.
    makeAnnotation({ shape: { box: [1, 0, 10, 10], kind: 'box' } }),
    makeAnnotation({ shape: box(1), classId: 2 as ClassId }),
    makeAnnotation({ shape: { kind: 'whole' } }),
    makeAnnotation({ shape: box(95) }),
    makeAnnotation({ shape: mask }),
  ];
  expect(compareLabels(document, others, image)).toEqual({
    missing: [
      { classId: 2, shape: box(1) },
      { classId: 1, shape: { kind: 'whole' } },
    ],
    there: [{ classId: 1, shape: box(1) }],
    tooLarge: 2,
  });
});
