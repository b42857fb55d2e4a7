import fc from 'fast-check';
import { expect, test } from 'vitest';
import { restack, stackOf } from '#shared/actions/restack.ts';
import type { StackMove } from '#shared/actions/restack.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import type { AnnotationId } from '#shared/model/ids.ts';
import { makeAnnotation, makeDocument } from '#tests/support/factories.ts';

const id = (name: string): AnnotationId => name as AnnotationId;
const documentOf = (names: string, heights: readonly number[] = []) =>
  makeDocument({ annotations: [...names].map((name, at) => makeAnnotation({ id: id(name), z: heights[at] ?? at })) });
const after = (names: string, chosen: string, move: StackMove, heights?: readonly number[]): string => {
  const document = documentOf(names, heights);
  const moved = applyChange(document, restack(document, [...chosen].map(id), move));
  return stackOf(moved.annotations)
    .map((one) => one.id)
    .join('');
};

test('labels go to the front and to the back, among themselves in the order they had', () => {
  expect(after('abcde', 'db', 'front')).toBe('acebd');
  expect(after('abcde', 'db', 'back')).toBe('bdace');
});
test('one step goes over the next label that stays; at the end nothing overtakes', () => {
  expect(after('abcde', 'bc', 'forward')).toBe('adbce');
  expect(after('abcde', 'cd', 'backward')).toBe('acdbe');
  expect(after('abcde', 'ce', 'forward')).toBe('abdce');
  expect(after('abcde', 'ac', 'backward')).toBe('acbde');
});
test('labels of the same height are told apart', () => {
  expect(after('abc', 'a', 'forward', [0, 0, 0])).toBe('bac');
  expect(after('abc', 'c', 'back', [7, 7, 7])).toBe('cab');
});
test('what lies there already changes nothing', () => {
  const document = documentOf('abc');
  expect(isEmptyChange(restack(document, [id('c')], 'front'))).toBe(true);
  expect(isEmptyChange(restack(document, [id('a')], 'backward'))).toBe(true);
  expect(isEmptyChange(restack(document, [], 'front'))).toBe(true);
});
test('a step of one in many changes the two that changed places', () => {
  const document = documentOf('abcdef');
  const { updated } = restack(document, [id('b')], 'forward').annotations;
  expect(updated.map(([from, to]) => [from.id, to.z])).toEqual([
    ['c', 1],
    ['b', 2],
  ]);
});
test('the list keeps its order, and undo gives the stack back', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: -3, max: 4 }), { minLength: 1, maxLength: 8 }),
      fc.subarray([...'abcdefgh']),
      fc.constantFrom<StackMove>('front', 'forward', 'backward', 'back'),
      (heights, chosen, move) => {
        const document = documentOf('abcdefgh'.slice(0, heights.length), heights);
        const change = restack(document, chosen.map(id), move);
        const moved = applyChange(document, change);
        expect(moved.annotations.map((one) => one.id)).toEqual(document.annotations.map((one) => one.id));
        expect(applyChange(moved, invertChange(change))).toEqual(document);
        const ranks = (names: readonly string[]): string[] =>
          stackOf(moved.annotations).flatMap((one) => (names.includes(one.id) ? [one.id] : []));
        const before = (names: readonly string[]): string[] =>
          stackOf(document.annotations).flatMap((one) => (names.includes(one.id) ? [one.id] : []));
        const others = [...'abcdefgh'].filter((name) => !chosen.includes(name));
        expect([ranks(chosen), ranks(others)]).toEqual([before(chosen), before(others)]);
      },
    ),
  );
});
