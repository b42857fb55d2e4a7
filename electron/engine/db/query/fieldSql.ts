import { likePattern, literalOf } from '#shared/query/globs.ts';
import type { FieldId } from '#shared/query/fieldRegistry.ts';
import { matchNames } from '#shared/query/matchNames.ts';
import type { Range, Word } from '#shared/query/queryNode.ts';
import type { ShapeKind } from '#shared/shapes/shapeRegistry.ts';
import { openThreads } from '../comments.ts';
import { shapeBitsOf } from '../shapeBits.ts';
import { classSql } from './classSql.ts';
import { listActors, listTags } from './knownNames.ts';
import { pathSql } from './pathSql.ts';
import { and, or } from './QuerySql.ts';
import type { QuerySql } from './QuerySql.ts';

export interface WordsTest {
  readonly words: readonly Word[];
  readonly isWhole: boolean;
  readonly key: string | null;
}

interface FieldSql {
  words?(sql: QuerySql, test: WordsTest): string;
  ranges?(sql: QuerySql, ranges: readonly Range[], key: string | null): string;
}

const texts = (words: readonly Word[]): string[] => words.map(({ pattern }) => literalOf(pattern) ?? pattern);
const named = (words: readonly Word[]): Word[] => words.filter(({ isNone }) => !isNone);
const hasNone = (words: readonly Word[]): boolean => words.some(({ isNone }) => isNone);

const column = (name: string): FieldSql => ({ ranges: (sql, ranges) => sql.inRanges(name, ranges) });

/** Something of the item lies in a range: its least and its greatest tell most of it without looking at each. */
const someOf = (least: string, greatest: string, someIn: (sql: QuerySql, range: Range) => string): FieldSql => ({
  ranges: (sql, ranges) =>
    or(
      ranges.map((range) => {
        const { low, high } = sql.ends(range);
        const ends = [low && `${greatest} ${low}`, high && `${least} ${high}`].filter((end) => end !== null);
        return low !== null && high !== null ? and([...ends, someIn(sql, range)]) : and(ends);
      }),
    ),
});

const someLabel =
  (name: string) =>
  (sql: QuerySql, range: Range): string =>
    `EXISTS (SELECT 1 FROM annotations a WHERE a.item_id = i.id AND ${sql.inRanges(`a.${name}`, [range])})`;

/** The item has one of these names in a table of names and items. */
export const hasName = (sql: QuerySql, table: string, name: string, names: readonly string[]): string =>
  sql.hasIndexed(table, sql.in(name, names));

const listed = (table: string, name: string, list: (sql: QuerySql) => readonly string[]): FieldSql => ({
  words: (sql, { words }) => {
    const found = matchNames(named(words), list(sql));
    const none = `NOT EXISTS (SELECT 1 FROM ${table} t WHERE t.item_id = i.id)`;
    return or([...(found.length > 0 ? [hasName(sql, table, name, found)] : []), ...(hasNone(words) ? [none] : [])]);
  },
});

const stateSql = (sql: QuerySql, states: readonly string[]): string => {
  const ofFile = states.filter((state) => state !== 'missing' && state !== 'changed');
  return or([
    ...(states.includes('missing') ? ['i.missing'] : []),
    ...(states.includes('changed') ? ['(i.changed AND NOT i.missing)'] : []),
    ...(ofFile.length > 0 ? [`(NOT i.missing AND NOT i.changed AND ${sql.in('p.state', ofFile)})`] : []),
  ]);
};

const commentsSql: Readonly<Record<string, (sql: QuerySql) => string>> = {
  open: (sql) => sql.has('comments', openThreads),
  any: (sql) => sql.has('comments'),
  none: (sql) => `NOT ${sql.has('comments')}`,
};

/** What each field means in the tables: items are `i`, their files `p`, what is kept of their labels `s`. */
export const fieldSql: Readonly<Record<FieldId, FieldSql>> = {
  class: { words: (sql, { words }) => classSql(sql, words) },
  'class-count': column('s.class_count'),
  score: someOf('s.lowest_score', 's.highest_score', (sql, range) => {
    const run = sql.param(sql.runId ?? -1);
    return `EXISTS (SELECT 1 FROM predictions o WHERE o.run_id = ${run} AND o.item_id = i.id AND o.is_open = 1
      AND ${sql.inRanges('o.score', [range])})`;
  }),
  stage: { words: (sql, { words }) => sql.in('i.stage', texts(words)) },
  state: { words: (sql, { words }) => stateSql(sql, texts(words)) },
  tag: listed('item_tags', 'tag', ({ db }) => listTags(db)),
  split: {
    words: (sql, { words }) =>
      or([...(hasNone(words) ? ['i.split IS NULL'] : []), sql.in('i.split', texts(named(words)))]),
  },
  path: { words: (sql, { words, isWhole }) => pathSql(sql, words, isWhole, false) },
  name: { words: (sql, { words, isWhole }) => pathSql(sql, words, isWhole, true) },
  width: column('p.width_px'),
  height: column('p.height_px'),
  megapixels: column('(p.width_px * p.height_px / 1e6)'),
  format: {
    words: (sql, { words }) =>
      or(words.map(({ pattern }) => `p.format LIKE ${sql.param(likePattern(pattern, false).like)} ESCAPE '\\'`)),
  },
  orientation: column('p.orientation'),
  size: someOf('s.shortest_px', 's.longest_px', someLabel('short_px')),
  area: someOf('s.least_area', 's.most_area', someLabel('area_px2')),
  shape: {
    words: (sql, { words }) => `s.shape_bits & ${sql.param(shapeBitsOf(texts(words) as ShapeKind[]))} <> 0`,
  },
  labels: column('s.annotation_count'),
  proposals: column('s.proposal_count'),
  comments: { words: (sql, { words }) => or(texts(words).map((word) => commentsSql[word]?.(sql) ?? '0')) },
  'annotated-by': listed('item_actors', 'actor', ({ db }) => listActors(db)),
  decided: {
    words: (sql, { words }) => {
      const kinds = texts(named(words));
      return or([
        ...(kinds.length > 0 ? [sql.has('decisions', sql.in('kind', kinds))] : []),
        ...(hasNone(words) ? [`NOT ${sql.has('decisions')}`] : []),
      ]);
    },
  },
  changed: {
    ranges: (sql, ranges) => and(['s.changed_ms > 0', sql.inRanges('s.changed_ms', ranges)]),
    words: () => 's.changed_ms = 0',
  },
  added: column('s.added_ms'),
  run: {
    ranges: (sql, ranges) =>
      `EXISTS (SELECT 1 FROM run_items r WHERE r.item_id = i.id AND ${sql.inRanges('r.run_id', ranges)})`,
  },
  id: column('i.id'),
  meta: {
    words: (sql, { words, key }) => {
      const isOfKey = `key = ${sql.param(key ?? '')}`;
      const literals = named(words).flatMap(({ pattern }) => literalOf(pattern) ?? []);
      const patterns = named(words).filter(({ pattern }) => literalOf(pattern) === null);
      const fits = patterns.map(
        ({ pattern }) => `value LIKE ${sql.param(likePattern(pattern, false).like)} ESCAPE '\\'`,
      );
      return or([
        // An index has the values by their letters, whatever the case: equal so is what LIKE finds without wildcards.
        ...(literals.length > 0
          ? [sql.hasIndexed('item_meta', and([isOfKey, sql.in('value COLLATE NOCASE', literals)]))]
          : []),
        ...(fits.length > 0
          ? [`EXISTS (SELECT 1 FROM item_meta WHERE item_id = i.id AND ${isOfKey} AND ${or(fits)})`]
          : []),
        ...(hasNone(words) ? [`NOT EXISTS (SELECT 1 FROM item_meta WHERE item_id = i.id AND ${isOfKey})`] : []),
      ]);
    },
    ranges: (sql, ranges, key) =>
      sql.hasIndexed('item_meta', and([`key = ${sql.param(key ?? '')}`, sql.inRanges('number', ranges)])),
  },
};
