import type { Database } from 'better-sqlite3';
import { datePeriod } from '#shared/query/datePeriod.ts';
import type { Bound, Range } from '#shared/query/queryNode.ts';
import type { RunId } from '#shared/model/ids.ts';
import { findActiveRunId } from '../activeRun.ts';
import { prepare } from '../prepare.ts';

/** Rows that are collected in a few milliseconds. */
const mostFew = 5000;

/** What a query is compiled with: where values go, which are never part of the SQL itself. */
export class QuerySql {
  readonly db: Database;
  readonly params: Record<string, string | number>;
  readonly now: Date;
  readonly #isForFew: boolean;

  /** @param options `isForFew`: it will be asked of a few thousand items, not of all: no subquery reads a whole table. */
  constructor(
    db: Database,
    params: Record<string, string | number>,
    now: Date,
    { isForFew = false }: { readonly isForFew?: boolean } = {},
  ) {
    this.db = db;
    this.params = params;
    this.now = now;
    this.#isForFew = isForFew;
  }

  get runId(): RunId | null {
    return findActiveRunId(this.db);
  }

  /** The parameter that stands for a value. */
  param(value: string | number): string {
    const name = `q${Object.keys(this.params).length}`;
    this.params[name] = value;
    return `@${name}`;
  }

  /** `column IN (...)`; of no values nothing is in it. */
  in(column: string, values: readonly (string | number)[]): string {
    if (values.length === 0) return '0';
    return `${column} IN (${values.map((value) => this.param(value)).join(', ')})`;
  }

  /**
   * Whether the item has a row in `table` that fits: looked for item by item, which finds the first hundred soonest where many have one,
   * or from the rows on, where an index finds that they are few.
   */
  hasIndexed(table: string, condition: string): string {
    if (this.#isForFew) return this.has(table, condition);
    const counted = `SELECT count(*) FROM (SELECT 1 FROM ${table} WHERE ${condition} LIMIT ${mostFew + 1})`;
    const rows = prepare(this.db, counted).pluck().get(this.params) as number;
    return rows > mostFew
      ? `EXISTS (SELECT 1 FROM ${table} WHERE ${condition} AND item_id = i.id)`
      : this.has(table, condition);
  }

  /** Whether the item has a row in `table` that fits. */
  has(table: string, condition = '1'): string {
    return this.#isForFew
      ? `EXISTS (SELECT 1 FROM ${table} WHERE item_id = i.id AND ${condition})`
      : `i.id IN (SELECT item_id FROM ${table} WHERE ${condition})`;
  }

  /** Comparisons with the ends of a range, the lower one first. */
  ends({ low, high }: Range): { readonly low: string | null; readonly high: string | null } {
    const isOneDate = low !== null && high !== null && typeof low.value === 'object' && typeof high.value === 'object';
    const isSince = isOneDate && low.value === high.value;
    return { low: low && this.#low(low), high: high && (isSince ? this.#high(high, true) : this.#high(high, false)) };
  }

  /** Whether a column lies in one of these ranges. */
  inRanges(column: string, ranges: readonly Range[]): string {
    return or(
      ranges.map((range) => {
        const { low, high } = this.ends(range);
        const ends = [low, high].filter((end) => end !== null).map((end) => `${column} ${end}`);
        // A column without a value lies in no range.
        return ends.length > 0 ? and(ends) : `${column} IS NOT NULL`;
      }),
    );
  }

  #low({ value, isOpen }: Bound): string {
    if (typeof value === 'number') return `${isOpen ? '>' : '>='} ${this.param(value)}`;
    const period = datePeriod(value.date, this.now);
    return `>= ${this.param((isOpen && !period?.isMoment ? period?.to : period?.from) ?? 0)}`;
  }

  /** @param isSince that the low end is the same date: of a moment it goes on until now. */
  #high({ value, isOpen }: Bound, isSince: boolean): string | null {
    if (typeof value === 'number') return `${isOpen ? '<' : '<='} ${this.param(value)}`;
    const period = datePeriod(value.date, this.now);
    if (period?.isMoment) return isSince ? null : `${isOpen ? '<' : '<='} ${this.param(period.from)}`;
    return `< ${this.param((isOpen ? period?.from : period?.to) ?? 0)}`;
  }
}

export const and = (parts: readonly string[]): string =>
  parts.length === 0 ? '1' : parts.length === 1 ? (parts[0] ?? '1') : `(${parts.join(' AND ')})`;
export const or = (parts: readonly string[]): string =>
  parts.length === 0 ? '0' : parts.length === 1 ? (parts[0] ?? '0') : `(${parts.join(' OR ')})`;
