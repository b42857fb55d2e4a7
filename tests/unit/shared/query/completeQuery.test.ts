import { describe, expect, it } from 'vitest';
import { completeQuery } from '#shared/query/completeQuery.ts';
import { replaceTerm, valueOf } from '#shared/query/editQuery.ts';

const known = {
  values: {
    class: [
      { value: 'red cell', count: 7 },
      { value: 'cell', count: 3 },
      { value: 'none', count: 1 },
    ],
    tag: [{ value: 'night', count: 2 }],
  },
  metaKeys: ['exif.camera', 'patient'],
};
/** What the text becomes with the first candidate, and the names of all; `|` is the caret. */
function complete(marked: string): { text: string; all: string[] } {
  const caret = marked.indexOf('|');
  const text = marked.replace('|', '');
  const { from, to, candidates } = completeQuery(text, caret, known);
  const [first] = candidates;
  return {
    text: text.slice(0, from) + (first?.insert ?? '') + text.slice(to),
    all: candidates.map(({ insert }) => insert),
  };
}

describe('completion', () => {
  it.each([
    ['st|', 'stage:'],
    ['stage:new -t|', 'stage:new -tag:'],
    ['(sco|', '(score'],
    ['stage:la|', 'stage:labeled'],
    ['stage:new,ap|', 'stage:new,approved'],
    ['stage:la|beled score<0.4', 'stage:labeled score<0.4'],
    ['class:re|', 'class:"red cell"'],
    ['class:"red|', 'class:"red cell"'],
    ['class:no|', 'class:"none"'],
    ['meta.ex|', 'meta.exif.camera:'],
    ['added:>to|', 'added:>today'],
    ['a O|', 'a OR '],
  ])('of %s', (marked, text) => {
    expect(complete(marked).text).toBe(text);
  });

  it('offers fields where a term begins, with what begins so first', () => {
    expect(complete('|').all).toContain('class:');
    expect(complete('s|').all.slice(0, 6)).toEqual(['score', 'stage:', 'state:', 'split:', 'size', 'shape:']);
    expect(completeQuery('class:', 6, known).candidates.map(({ count }) => count)).toEqual([7, 3, 1, null]);
  });

  it('offers nothing within the text of quotes that are no value', () => {
    expect(complete('"two wo|').all).toEqual([]);
  });
});

describe('a facet that is clicked', () => {
  it('becomes a term, replaces the one of its field, and goes again', () => {
    const once = replaceTerm('cam2 -tag:night', 'stage', 'stage:new');
    const twice = replaceTerm(once, 'stage', 'stage:labeled');
    expect([once, twice, valueOf(twice, 'stage'), replaceTerm(twice, 'stage', null)]).toEqual([
      'cam2 -tag:night stage:new',
      'cam2 -tag:night stage:labeled',
      'labeled',
      'cam2 -tag:night',
    ]);
  });

  it('leaves alternatives as they are', () => {
    expect(replaceTerm('stage:new OR tag:x', 'stage', 'stage:labeled')).toBe('(stage:new OR tag:x) stage:labeled');
    expect(valueOf('stage:new OR tag:x', 'stage')).toBeNull();
    expect(valueOf('stage:new,labeled', 'stage')).toBeNull();
  });
});
