import type { Database } from 'better-sqlite3';
import type { Facets } from '#shared/contract/api/itemsApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { fileStates, stages } from '#shared/model/item.ts';
import { splits } from '#shared/model/split.ts';
import { parseQuery } from '#shared/query/parseQuery.ts';
import type { FieldId } from '#shared/query/fieldRegistry.ts';
import type { QueryNode } from '#shared/query/queryNode.ts';
import { mostTags, toFacets } from '../facets.ts';
import type { ParsedItemQuery } from '../itemQuery.ts';
import { listItemIds } from '../items.ts';
import { findClasses } from '../query/classSql.ts';
import { hasName } from '../query/fieldSql.ts';
import { listActors, listTags } from '../query/knownNames.ts';
import { QuerySql } from '../query/QuerySql.ts';
import { nodeSql, whereSql } from '../query/whereSql.ts';
import { Bits } from './Bits.ts';
import { ConditionSets } from './ConditionSets.ts';
import type { Condition } from './ConditionSets.ts';
import { LabelSets } from './LabelSets.ts';

const everyItem: Condition = { sql: '1', params: {} };
const mostConditionBytes = 32e6;
const mostLabelBytes = 64e6;
/** Facets ask for each of them. More than these are counted by SQL. */
const mostKnownTags = 64;
const mostKnownActors = 16;

const bytesOrder = (a: string, b: string): number => Buffer.compare(Buffer.from(a), Buffer.from(b));

/**
 * Answers how many items of a large project fit a query, which ones, and what they hold, from sets in memory: of a million items a set
 * is 125 KB, and what two have in common is counted in less than a millisecond.
 *
 * - A set is what SQL says of one term of a query, so that terms mean the same here and there; only AND, OR and NOT are
 *   done over bits, and those have two values in SQL, too (`IS NOT TRUE`).
 * - Sets are built in the background, piece by piece. Until one is there the answer is null, and the caller asks SQL.
 * - The table `item_touches` tells which items were written about since. Before a set answers, these are asked about again, in one
 *   snapshot with the note of the last one: no answer is older than the last commit.
 * - Sets that don't fit into 96 MB are not kept. What was asked for longest ago goes first.
 */
export class ItemSets {
  readonly #db: Database;
  readonly #conditions: ConditionSets;
  readonly #labels: LabelSets;

  /** @param db a connection that has no transaction open */
  constructor(db: Database, { itemsAtOnce = 20_000 }: { readonly itemsAtOnce?: number } = {}) {
    this.#db = db;
    this.#conditions = new ConditionSets(db, mostConditionBytes, itemsAtOnce);
    // Ten labels an item are as many rows as that.
    this.#labels = new LabelSets(db, mostLabelBytes, Math.ceil(itemsAtOnce / 5));
    for (const condition of this.#listUsual()) this.#conditions.want(condition);
  }

  /** What the sets take in memory. */
  get bytes(): number {
    return this.#conditions.bytes + this.#labels.bytes;
  }

  /** How many items a query has; null: SQL has to say. @throws {AppError} query.* */
  count(query: ParsedItemQuery): number | null {
    return this.#read(() => this.#find(query)?.size ?? null);
  }

  /** The items of a query; null: SQL has to say. @throws {AppError} query.* */
  list(query: ParsedItemQuery): ItemId[] | null {
    return this.#read(() => (this.#find(query)?.toArray() as ItemId[] | undefined) ?? null);
  }

  /** What the items of a query hold; null: SQL has to say. @throws {AppError} query.* */
  facets(query: ParsedItemQuery): Facets | null {
    return this.#read(() => {
      const known = this.#find(query);
      const tags = listTags(this.#db);
      if (tags.length > mostKnownTags || !this.#labels.isCurrent()) return null;
      const items = known ?? Bits.of(listItemIds(this.#db, query));
      let isWhole = true;
      const size = (condition: Condition): number => {
        this.#conditions.want(condition);
        const fits = this.#conditions.find(condition);
        isWhole &&= fits !== null;
        return fits?.sizeOfBoth(items) ?? 0;
      };
      const sizes = <Name extends string>(names: readonly Name[], toCondition: (name: Name) => Condition) =>
        new Map(names.map((name) => [name, size(toCondition(name))]));
      const byTag = [...sizes(tags, this.#ofTag)].map(([tag, count]) => ({ tag, count }));
      const counts = {
        byStage: sizes(stages, this.#ofWord('stage')),
        byFileState: sizes(fileStates, this.#ofWord('state')),
        bySplit: sizes(splits, this.#ofWord('split')),
        byTag: byTag
          .filter(({ count }) => count > 0)
          .sort((a, b) => b.count - a.count || bytesOrder(a.tag, b.tag))
          .slice(0, mostTags),
        openComments: size(this.#ofWord('comments')('open')),
      };
      const labels = this.#labels.count(items);
      return isWhole && labels ? toFacets(this.#db, { ...counts, labels }) : null;
    });
  }

  /** Builds what was asked for and what usually is, in steps between which questions may be answered. */
  *build(): Generator<void> {
    yield* this.#conditions.build();
    yield* this.#labels.build();
  }

  #read<T>(answer: () => T): T {
    return this.#db.transaction(answer)();
  }

  #find(query: ParsedItemQuery): Bits | null {
    const { where = '', sort, descending: _descending, ...others } = query;
    if (sort === 'listed' || Object.values(others).some((value) => value !== undefined)) return null;
    // Refuses what is wrong with it, in the words of every other answer.
    whereSql(this.#compiler(), where);
    const parsed = parseQuery(where);
    const node = parsed.ok ? parsed.node : null;
    return node ? this.#findNode(node) : this.#conditions.find(everyItem);
  }

  /** All parts are looked for, also behind one that isn't there yet: asking is what makes them be built. */
  #findNode(node: QueryNode): Bits | null {
    switch (node.kind) {
      case 'and':
      case 'or': {
        const parts = node.parts.map((part) => this.#findNode(part));
        return parts.reduce((sum, part) => sum && part && (node.kind === 'and' ? sum.and(part) : sum.or(part)));
      }
      case 'not': {
        const [all, part] = [this.#conditions.find(everyItem), this.#findNode(node.part)];
        return all && part && all.without(part);
      }
      case 'text':
      case 'words':
      case 'ranges':
        return this.#findTerm(node);
    }
  }

  #findTerm(node: QueryNode): Bits | null {
    if (node.kind === 'words' && node.field === 'class') {
      const classes = findClasses(this.#db, node.words);
      if (!classes.isNone) return this.#labels.findSome(classes);
    }
    return this.#conditions.find(this.#condition((sql) => nodeSql(sql, node)));
  }

  #compiler(): QuerySql {
    return new QuerySql(this.#db, {}, new Date(), { isForFew: true });
  }

  #condition(toSql: (sql: QuerySql) => string): Condition {
    const compiler = this.#compiler();
    return { sql: toSql(compiler), params: compiler.params };
  }

  readonly #ofTag = (tag: string): Condition => this.#condition((sql) => hasName(sql, 'item_tags', 'tag', [tag]));

  readonly #ofActor = (actor: string): Condition =>
    this.#condition((sql) => hasName(sql, 'item_actors', 'actor', [actor]));

  #ofWord(field: FieldId): (word: string) => Condition {
    return (word) =>
      this.#condition((sql) => {
        const words = [{ pattern: word, isNone: false, position: 0, length: 0 }];
        return nodeSql(sql, { kind: 'words', field, key: null, isWhole: false, words });
      });
  }

  /** Terms of facets, which people click on. */
  #listUsual(): Condition[] {
    const [tags, actors] = [listTags(this.#db), listActors(this.#db)];
    return [
      everyItem,
      ...stages.map(this.#ofWord('stage')),
      ...fileStates.map(this.#ofWord('state')),
      ...splits.map(this.#ofWord('split')),
      this.#ofWord('comments')('open'),
      ...(tags.length > mostKnownTags ? [] : tags.map(this.#ofTag)),
      ...(actors.length > mostKnownActors ? [] : actors.map(this.#ofActor)),
    ];
  }
}
