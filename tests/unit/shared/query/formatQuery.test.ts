import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fieldIds, getField } from '#shared/query/fieldRegistry.ts';
import type { FieldId } from '#shared/query/fieldRegistry.ts';
import { formatQuery } from '#shared/query/formatQuery.ts';
import { patternOf } from '#shared/query/globs.ts';
import { parseQuery } from '#shared/query/parseQuery.ts';
import type { QueryNode, Range, Scalar, Word } from '#shared/query/queryNode.ts';

const place = { position: 0, length: 0 };
const nasty = fc.constantFrom(
  'a',
  'B',
  '7',
  ' ',
  '"',
  '\\',
  '*',
  '?',
  ',',
  '(',
  ')',
  ':',
  '<',
  '=',
  '-',
  '.',
  '/',
  'é',
  '猫',
  'OR',
  'none',
  '\t',
);
const someText = fc.array(nasty, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
const pattern = fc.oneof(
  someText.map(patternOf),
  fc
    .array(fc.constantFrom('a', '*', '**', '?', '/', '\\*', ' '), { minLength: 1, maxLength: 6 })
    .map((parts) => parts.join('').replace(/\*{3,}/g, '**')),
);
const scalar = (field: FieldId): fc.Arbitrary<Scalar> => {
  const numbers = fc.double({ min: -1e6, max: 1e6, noNaN: true }).map((value) => Math.round(value * 1e4) / 1e4 + 0);
  const dates = fc.constantFrom('today', '2026-01-31', '2026-01', '-7d', '2025-05-04T10:20Z').map((date) => ({ date }));
  return getField(field).kind === 'number' ? numbers : dates;
};
const range = (field: FieldId): fc.Arbitrary<Range> => {
  const one = scalar(field);
  const bound = fc.record({ value: one, isOpen: fc.boolean() });
  const exact = one.map((value) => ({ low: { value, isOpen: false }, high: { value, isOpen: false } }));
  const both = fc.tuple(one, one).map(([a, b]) => {
    const [low, high] = typeof a === 'number' && typeof b === 'number' && a > b ? [b, a] : [a, b];
    return { low: { value: low, isOpen: false }, high: { value: high, isOpen: false } };
  });
  return fc.oneof(
    exact,
    both,
    bound.map((low) => ({ low, high: null })),
    bound.map((high) => ({ low: null, high })),
  );
};
function term(field: FieldId): fc.Arbitrary<QueryNode> {
  const { kind, values, hasNone, hasKey } = getField(field);
  const key = hasKey ? 'exif.camera' : null;
  if (kind === 'number' || kind === 'date') {
    const all = fc.array(range(field), { minLength: 1, maxLength: 3 });
    return all.map((ranges) => ({ kind: 'ranges', field, key, ranges }));
  }
  const written: fc.Arbitrary<Word> = (values ? fc.constantFrom(...values) : pattern).map((text) => ({
    pattern: text,
    isNone: false,
    ...place,
  }));
  const one = hasNone ? fc.oneof(written, fc.constant({ pattern: 'none', isNone: true, ...place })) : written;
  const all = fc.array(one, { minLength: 1, maxLength: 3 });
  return fc.tuple(all, fc.boolean()).map(([words, isWhole]) => ({ kind: 'words', field, key, isWhole, words }));
}
const leaf: fc.Arbitrary<QueryNode> = fc.oneof(
  pattern.map((text): QueryNode => ({ kind: 'text', word: { pattern: text, isNone: false, ...place } })),
  fc.constantFrom(...fieldIds).chain(term),
);
const { tree } = fc.letrec<{ tree: QueryNode }>((tie) => ({
  tree: fc.oneof(
    { depthSize: 'small', withCrossShrink: true },
    leaf,
    fc
      .tuple(fc.constantFrom('and' as const, 'or' as const), fc.array(tie('tree'), { minLength: 2, maxLength: 3 }))
      .map(([kind, parts]) => ({ kind, parts })),
    tie('tree').map((part) => ({ kind: 'not' as const, part })),
  ),
}));

/** Sums of sums and products of products read as one; words compared by what they mean, not by where they are. */
const meaning = (node: QueryNode | null): unknown =>
  JSON.parse(
    JSON.stringify(node, (name, value: unknown) => {
      if (name === 'position' || name === 'length') return undefined;
      return Object.is(value, -0) ? 0 : value;
    }),
  );

describe('a query as text', () => {
  it('is read as the same query again', () => {
    fc.assert(
      fc.property(tree, (node) => {
        const text = formatQuery(node);
        const parsed = parseQuery(text);
        expect(parsed.ok ? meaning(parsed.node) : `${text}: ${parsed.problem.code}`).toEqual(meaning(node));
        // Written the same the second time.
        if (parsed.ok) expect(formatQuery(parsed.node)).toBe(text);
      }),
      { numRuns: 3000 },
    );
  });

  it('never makes the reader fail otherwise than with a problem at characters of the text', () => {
    const bits = fc.constantFrom(
      'class',
      'score',
      ':',
      '<',
      '=',
      '..',
      ',',
      '"',
      '(',
      ')',
      '-',
      ' ',
      'OR',
      'a',
      '7',
      '\\',
      '*',
      'meta.',
      'none',
      '\u{1f431}',
    );
    fc.assert(
      fc.property(fc.array(bits, { maxLength: 30 }), (parts) => {
        const text = parts.join('');
        const parsed = parseQuery(text);
        if (parsed.ok) return parseQuery(formatQuery(parsed.node)).ok;
        const { position, length } = parsed.problem;
        return position >= 0 && position <= text.length && length >= 0;
      }),
      { numRuns: 5000 },
    );
  });
});
