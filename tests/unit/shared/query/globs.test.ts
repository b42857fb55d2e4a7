import { describe, expect, it } from 'vitest';
import { datePeriod } from '#shared/query/datePeriod.ts';
import { foldCase, globExpression, likePattern, literalOf, patternOf } from '#shared/query/globs.ts';

describe('a pattern of paths', () => {
  const fits = (pattern: string, path: string): boolean => globExpression(pattern, true).test(foldCase(path));
  it.each([
    ['**/cam2/**', ['cam2/a.jpg', 'x/cam2/a.jpg', 'x/y/Cam2/z/a.jpg'], ['xcam2/a.jpg', 'cam2', 'x/cam22/a.jpg']],
    ['*.jpg', ['a.jpg'], ['x/a.jpg', 'a.jpeg']],
    ['day?/*.png', ['day1/a.png', 'DAY2/b.PNG'], ['day12/a.png', 'day1/x/a.png', 'day//a.png']],
    ['a\\*b', ['a*b'], ['axb']],
    ['a(1)+[x].jpg', ['a(1)+[x].jpg'], ['a1x.jpg']],
  ])('%s', (pattern, yes, no) => {
    expect([yes.filter((path) => !fits(pattern, path)), no.filter((path) => fits(pattern, path))]).toEqual([[], []]);
  });

  it('lets through at least as much in the first step', () => {
    expect([likePattern('**/cam2/**', true), likePattern('a_%*', true), likePattern('**x\\*y**', true)]).toEqual([
      { like: '%cam2/%', isExact: false },
      { like: 'a\\_\\%%', isExact: false },
      { like: '%x*y%', isExact: true },
    ]);
  });

  it('of a text is the text', () => {
    expect([literalOf(patternOf('a*?\\')), literalOf('a*')]).toEqual(['a*?\\', null]);
  });
});

describe('a date', () => {
  const now = new Date(2026, 2, 1, 15, 30);
  const period = (text: string): [Date, Date] | null => {
    const found = datePeriod(text, now);
    return found && [new Date(found.from), new Date(found.to)];
  };
  it('stands for its day, month, year or minute of the local clock', () => {
    expect(period('2026-01-31')).toEqual([new Date(2026, 0, 31), new Date(2026, 1, 1)]);
    expect(period('2024-02')).toEqual([new Date(2024, 1, 1), new Date(2024, 2, 1)]);
    expect(period('2025')).toEqual([new Date(2025, 0, 1), new Date(2026, 0, 1)]);
    expect(period('2025-05-04T10:20')).toEqual([new Date(2025, 4, 4, 10, 20), new Date(2025, 4, 4, 10, 21)]);
    expect(period('2025-05-04T10:20Z')?.[0].toISOString()).toBe('2025-05-04T10:20:00.000Z');
    expect(period('today')).toEqual([new Date(2026, 2, 1), new Date(2026, 2, 2)]);
    expect(period('yesterday')).toEqual([new Date(2026, 1, 28), new Date(2026, 2, 1)]);
    expect([period('-7d')?.[0], period('-12h')?.[0]]).toEqual([
      new Date(2026, 1, 22, 15, 30),
      new Date(2026, 2, 1, 3, 30),
    ]);
  });

  it('that no calendar has is none', () => {
    expect(['2026-02-30', '2026-13', '2026-01-01T25:00', 'tomorrow', '-7', '20260101'].map(period)).toEqual(
      Array.from({ length: 6 }, () => null),
    );
  });
});
