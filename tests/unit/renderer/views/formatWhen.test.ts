import { expect, test } from 'vitest';
import { formatWhen } from '../../../../renderer/views/formatWhen.ts';

test('a moment is told as shortly as it can be', () => {
  const now = new Date(2026, 10, 29, 15, 0);
  const at = (...parts: [number, number, number, number, number]): string =>
    formatWhen(new Date(...parts).toISOString(), 'en-GB', now);
  expect([at(2026, 10, 29, 9, 5), at(2026, 10, 28, 9, 5), at(2025, 10, 29, 9, 5)]).toEqual([
    '09:05',
    '28 Nov, 09:05',
    '29 Nov 2025',
  ]);
});
