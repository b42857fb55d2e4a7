import { describe, expect, it } from 'vitest';
import { errors, hints } from '#shared/text/en/errors.ts';
import { parseQuery } from '#shared/query/parseQuery.ts';
import type { QueryNode } from '#shared/query/queryNode.ts';

/** The tree without the places of words. */
function bare(node: QueryNode | null): unknown {
  return JSON.parse(
    JSON.stringify(node, (key, value: unknown) => (key === 'position' || key === 'length' ? undefined : value)),
  );
}
function nodeOf(text: string): unknown {
  const parsed = parseQuery(text);
  if (!parsed.ok) throw new Error(`${text}: ${parsed.problem.code}`);
  return bare(parsed.node);
}
const words = (field: string, ...patterns: string[]): unknown => ({
  kind: 'words',
  field,
  key: null,
  isWhole: false,
  words: patterns.map((pattern) => ({ pattern, isNone: false })),
});
const text = (pattern: string): unknown => ({ kind: 'text', word: { pattern, isNone: false } });
const bound = (value: unknown, isOpen = false): unknown => ({ value, isOpen });
const ranges = (field: string, ...all: unknown[]): unknown => ({ kind: 'ranges', field, key: null, ranges: all });

describe('a query', () => {
  it('of every kind of term is read', () => {
    expect(
      nodeOf(
        'class:car score<0.4 stage:labeled -tag:night size>32 path:**/cam2/** annotated-by:ana changed:>2026-01-01',
      ),
    ).toEqual({
      kind: 'and',
      parts: [
        words('class', 'car'),
        ranges('score', { low: null, high: bound(0.4, true) }),
        words('stage', 'labeled'),
        { kind: 'not', part: words('tag', 'night') },
        ranges('size', { low: bound(32, true), high: null }),
        words('path', '**/cam2/**'),
        words('annotated-by', 'ana'),
        ranges('changed', { low: bound({ date: '2026-01-01' }, true), high: null }),
      ],
    });
  });

  it.each([
    ['', null],
    ['   ', null],
    ['field-07', text('field-07')],
    ['"two words"', text('two words')],
    ['"say \\"hi\\" \\*"', text('say "hi" \\*')],
    ['a\\b', text('a\\\\b')],
    ['a OR b c', { kind: 'or', parts: [text('a'), { kind: 'and', parts: [text('b'), text('c')] }] }],
    ['(a OR b) c', { kind: 'and', parts: [{ kind: 'or', parts: [text('a'), text('b')] }, text('c')] }],
    ['NOT a AND b', { kind: 'and', parts: [{ kind: 'not', part: text('a') }, text('b')] }],
    ['-(a b)', { kind: 'not', part: { kind: 'and', parts: [text('a'), text('b')] } }],
    ['ORchard', text('ORchard')],
    ['stage:new,labeled', words('stage', 'new', 'labeled')],
    ['stage:"in progress"', words('stage', 'in progress')],
    ['stage:in-progress', words('stage', 'in progress')],
    ['Stage:NEW', words('stage', 'new')],
    ['label:"red cell"', words('class', 'red cell')],
    ['tag:"none"', words('tag', 'none')],
    ['width:100..200', ranges('width', { low: bound(100), high: bound(200) })],
    ['width:100..', ranges('width', { low: bound(100), high: null })],
    ['width:..200', ranges('width', { low: null, high: bound(200) })],
    ['width=7', ranges('width', { low: bound(7), high: bound(7) })],
    ['width:<=7,>=9', ranges('width', { low: null, high: bound(7) }, { low: bound(9), high: null })],
    ['score > .5', ranges('score', { low: bound(0.5, true), high: null })],
    ['labels:-1..3', ranges('labels', { low: bound(-1), high: bound(3) })],
    ['added:today', ranges('added', { low: bound({ date: 'today' }), high: bound({ date: 'today' }) })],
    ['added:2026-01..2026-02', ranges('added', { low: bound({ date: '2026-01' }), high: bound({ date: '2026-02' }) })],
  ])('%s', (query, node) => {
    const compact = query.replace(' > ', '>');
    expect(nodeOf(compact)).toEqual(node);
  });

  it('tells what items lack', () => {
    expect(nodeOf('tag:none')).toEqual({ ...(words('tag') as object), words: [{ pattern: 'none', isNone: true }] });
  });

  it('compares metadata by size where it is compared, and as words elsewhere', () => {
    const meta = (rest: object, key = 'age'): object => ({ field: 'meta', key, ...rest });
    expect(nodeOf('meta.age>40')).toEqual(meta({ kind: 'ranges', ranges: [{ low: bound(40, true), high: null }] }));
    expect(nodeOf('meta.age:40..50')).toEqual(meta({ kind: 'ranges', ranges: [{ low: bound(40), high: bound(50) }] }));
    expect(nodeOf('exif.camera:X*')).toEqual(
      meta({ kind: 'words', isWhole: false, words: [{ pattern: 'X*', isNone: false }] }, 'exif.camera'),
    );
  });
});

describe('a problem', () => {
  /** The text with the characters that the problem is about between brackets. */
  function marked(query: string): string {
    const parsed = parseQuery(query);
    if (parsed.ok) throw new Error(`${query} is a query`);
    const { code, position, length } = parsed.problem;
    return `${code} ${query.slice(0, position)}[${query.slice(position, position + length)}]${query.slice(position + length)}`;
  }
  it.each([
    ['stage:new clas:car', 'query.misspelledField stage:new [clas]:car'],
    ['zzz:1', 'query.unknownField [zzz]:1'],
    ['stage:new,labelled', 'query.misspelledValue stage:new,[labelled]'],
    ['stage:qqqqqq', 'query.unknownValue stage:[qqqqqq]'],
    ['score:', 'query.missingValue score:[]'],
    ['score<', 'query.missingValue score<[]'],
    ['score<high', 'query.notANumber score<[high]'],
    ['width:1..x', 'query.notANumber width:1..[x]'],
    ['width:9..2', 'query.emptyRange width:[9..2]'],
    ['width:1..2..3', 'query.badRange width:[1..2..3]'],
    ['width:..', 'query.badRange width:[..]'],
    ['class<car', 'query.noComparison class[<]car'],
    ['added:>soon', 'query.notADate added:>[soon]'],
    ['added:2026-02-30', 'query.notADate added:[2026-02-30]'],
    ['a OR', 'query.missingTerm a OR[]'],
    ['a OR OR b', 'query.missingTerm a OR [O]R b'],
    ['a -', 'query.missingTerm a -[]'],
    ['(a b', 'query.unclosedParenthesis [(]a b'],
    ['a) b', 'query.strayParenthesis a[)] b'],
    ['()', 'query.missingTerm ([)]'],
    ['""', 'query.missingTerm [""]'],
    ['name:"a b', 'query.unclosedQuote name:["a b]'],
    ['meta:x', 'query.missingKey [meta]:x'],
    ['class.x:y', 'query.strayKey class[.x]:y'],
    ['<3', 'query.missingField [<3]'],
    ['C:/photos', 'query.unknownField [C]:/photos'],
  ])('of %s is at its characters', (query, expected) => {
    expect(marked(query)).toBe(expected);
  });

  it('says what was probably meant', () => {
    const suggestion = (query: string): unknown => {
      const parsed = parseQuery(query);
      return parsed.ok ? null : parsed.problem.details.suggestion;
    };
    expect([
      suggestion('clas:x'),
      suggestion('stgae:new'),
      suggestion('stage:aproved'),
      suggestion('split:training'),
    ]).toEqual(['class', 'stage', 'approved', 'train']);
  });

  it('ends a text that is too long or too deep, in bounded time', () => {
    const codeOf = (query: string): string => {
      const parsed = parseQuery(query);
      return parsed.ok ? 'ok' : parsed.problem.code;
    };
    expect([
      codeOf('x'.repeat(4001)),
      codeOf('('.repeat(2000)),
      codeOf('-'.repeat(3000)),
      codeOf('a '.repeat(2000)),
    ]).toEqual(['query.tooLong', 'query.tooDeep', 'query.tooDeep', 'ok']);
  });

  it('has a sentence and a hint for every code', () => {
    const codes = Object.keys(errors).filter((code) => code.startsWith('query.'));
    expect(codes.filter((code) => !(code in hints))).toEqual([]);
  });
});
