import fc from 'fast-check';
import { expect, test } from 'vitest';
import { formatClassMap, parseClassMap, parseNameList } from '#shared/model/parseClassMap.ts';

const name = fc.oneof(
  fc.string({ minLength: 1, unit: fc.constantFrom('a', 'B', '"', ',', '=', ' ', 'é', '/', '中') }),
  fc.string({ minLength: 1 }),
);
const kept = name.filter((text) => text.trim() === text && text !== '');

test('what is written of a map is read as that map', () => {
  expect(parseClassMap('car=vehicle, truck = vehicle ,person=')).toEqual({
    ok: true,
    value: { car: 'vehicle', truck: 'vehicle', person: null },
  });
  expect(parseClassMap('"a, b"="c=d","say ""x"""=y')).toEqual({ ok: true, value: { 'a, b': 'c=d', 'say "x"': 'y' } });
  fc.assert(
    fc.property(fc.dictionary(kept, fc.option(kept)), (map) => {
      const read = parseClassMap(formatClassMap(map));
      expect(read).toEqual({ ok: true, value: { ...map } });
    }),
  );
});

test('any text is a map, or is refused at a place in it', () => {
  const text = fc.string({ unit: fc.constantFrom('a', 'b', '"', ',', '=', ' '), maxLength: 20 });
  let refused = 0;
  fc.assert(
    fc.property(text, (one) => {
      const read = parseClassMap(one);
      if (read.ok) {
        // What was understood is understood again.
        expect(parseClassMap(formatClassMap(read.value))).toEqual(read);
        return;
      }
      refused += 1;
      expect(read.problem.position).toBeGreaterThanOrEqual(0);
      expect(read.problem.position).toBeLessThanOrEqual(one.length);
    }),
    { numRuns: 2000 },
  );
  expect(refused).toBeGreaterThan(100);
});

test.each([
  ['car', 'noPair', 0],
  ['car=a,=b', 'noPair', 6],
  ['car=a,car=b', 'twice', 6],
  ['car="a', 'openQuote', 4],
  ['car="a"b', 'afterQuote', 7],
  ['car=a,', 'noPair', 6],
])('%s is refused: %s', (text, kind, position) => {
  expect(parseClassMap(text)).toEqual({ ok: false, problem: { kind, position } });
});

test('a list of names', () => {
  expect(parseNameList('a, b ,"c, d"')).toEqual({ ok: true, value: ['a', 'b', 'c, d'] });
  expect(parseNameList('a,"b')).toEqual({ ok: false, problem: { kind: 'openQuote', position: 2 } });
});
