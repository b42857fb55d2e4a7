import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createArrivals } from '#engine/library/arrivals.ts';
import type { ItemId } from '#shared/model/ids.ts';

const [old, first, second] = [1, 2, 3] as ItemId[] as [ItemId, ItemId, ItemId];

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

test('what came lately is later than what was always there, and than what came before it', () => {
  const arrivals = createArrivals();
  arrivals.add(arrivals.openBatch(), [first]);
  arrivals.add(arrivals.openBatch(), [second]);
  expect(arrivals.isLaterThan(first, old)).toBe(true);
  expect(arrivals.isLaterThan(second, first)).toBe(true);
  expect(arrivals.isLaterThan(first, second)).toBe(false);
  expect(arrivals.isLaterThan(old, first)).toBe(false);
});

test('what came in one scan came together', () => {
  const arrivals = createArrivals();
  const batch = arrivals.openBatch();
  arrivals.add(batch, [first]);
  arrivals.add(batch, [second]);
  expect(arrivals.isLaterThan(second, first)).toBe(false);
});

test('after two minutes it has always been there', () => {
  const arrivals = createArrivals();
  arrivals.add(arrivals.openBatch(), [first]);
  vi.advanceTimersByTime(119_000);
  expect(arrivals.isLaterThan(first, old)).toBe(true);
  vi.advanceTimersByTime(2_000);
  expect(arrivals.isLaterThan(first, old)).toBe(false);
});
