import { expect, test } from 'vitest';
import { findFamily } from '#models/families/familyRegistry.ts';
import { cardOf, cells, decode, exported, tensorOf } from './support.ts';

const person = { names: "{0: 'person'}", task: 'pose', kpt_shape: '[17, 3]' };

test('joints come in their order, in image pixels, and those that are unsure or outside are not labeled', () => {
  const joints = Array.from({ length: 17 }, (_, at) => [20 + at, 20 + at, 0.9]);
  joints[3] = [30, 30, 0.4];
  joints[5] = [-4, 30, 0.9];
  const row = [32, 32, 30, 30, 0.8, ...joints.flat()];
  for (const [shape, turned] of [
    [[1, 56, cells], true],
    [[1, cells, 56], false],
  ] as const) {
    const of = exported(person, [...shape]);
    const card = cardOf(of);
    expect(card).toMatchObject({ family: 'yoloPose', task: 'keypoints', classes: ['person'] });
    expect(findFamily('yoloPose')?.classCount(of, card)).toBe(1);
    // Twice as wide as the input and as high: letterboxed by 16 pixels above and below.
    const worse = row.with(4, 0.6);
    const [found, ...others] = decode(card, [tensorOf([row, worse], cells, turned)], [128, 64]);
    expect(others).toEqual([]);
    expect(found).toMatchObject({ className: 'person', shape: { kind: 'keypoints' } });
    const placed = found?.shape.kind === 'keypoints' ? found.shape.joints : [];
    expect(placed.map(({ id }) => id)).toEqual(card.skeleton?.joints.map(({ id }) => id));
    expect(placed[0]).toEqual({ id: 'nose', visibility: 'visible', x: 40, y: 8 });
    expect(placed[3]).toMatchObject({ visibility: 'unlabeled', x: 60, y: 28 });
    expect(placed[5]).toMatchObject({ visibility: 'unlabeled', x: 0 });
    expect(placed.filter(({ visibility }) => visibility === 'visible')).toHaveLength(15);
  }
});

test('a skeleton of two numbers a joint is known by its count, and its card may name the joints', () => {
  const of = exported({ names: "['tiger']", task: 'pose', kpt_shape: '[3, 2]' }, [1, 11, cells]);
  const card = cardOf(of);
  expect(card.skeleton?.joints.map(({ name }) => name)).toEqual(['1', '2', '3']);
  const rows = [[32, 32, 30, 30, 0.8, 10, 10, 20, 20, 70, 70]];
  const [found] = decode(card, [tensorOf(rows, cells, true)], [64, 64]);
  expect(found?.shape.kind === 'keypoints' && found.shape.joints.map(({ visibility }) => visibility)).toEqual([
    'visible',
    'visible',
    'unlabeled',
  ]);
  const outside = [[32, 32, 30, 30, 0.8, -10, 10, 20, 200, 70, 70]];
  expect(decode(card, [tensorOf(outside, cells, true)], [64, 64])).toEqual([]);
});
