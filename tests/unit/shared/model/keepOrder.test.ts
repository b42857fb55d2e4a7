import { expect, test } from 'vitest';
import { keepOrder } from '#shared/model/keepOrder.ts';

test('what was listed stays in its order, what is gone is gone, what is new comes last', () => {
  const rows = (ids: string): { id: string }[] => [...ids].map((id) => ({ id }));
  expect(keepOrder(rows('abcd'), rows('dxcay'))).toEqual(rows('acdxy'));
});
