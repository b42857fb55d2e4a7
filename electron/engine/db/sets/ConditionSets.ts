import type { Database } from 'better-sqlite3';
import { prepare } from '../prepare.ts';
import { findLastTouch, listTouched } from '../touches.ts';
import { Bits } from './Bits.ts';

/** A condition of SQL over items `i`, their files `p` and what is kept of their labels `s`, for a few items at a time. */
export interface Condition {
  readonly sql: string;
  readonly params: Readonly<Record<string, string | number>>;
}

interface Kept {
  readonly condition: Condition;
  readonly items: Bits;
  /** The last note of `item_touches` that it knows of. */
  upTo: number;
  /** Items up to this number were looked at; null: all. */
  builtTo: number | null;
}

const mostAskedOnce = 1000;

const keyOf = ({ sql, params }: Condition): string => JSON.stringify([sql, params]);

/** The items that fit conditions, kept and brought up to date. SQL alone says which fit: there is no second meaning here. */
export class ConditionSets {
  readonly #db: Database;
  readonly #mostBytes: number;
  readonly #itemsAtOnce: number;
  /** The one that was asked for last comes last. */
  readonly #kept = new Map<string, Kept>();
  readonly #askedOnce = new Set<string>();

  /** @param itemsAtOnce how many are looked at in one step */
  constructor(db: Database, mostBytes: number, itemsAtOnce: number) {
    this.#db = db;
    this.#mostBytes = mostBytes;
    this.#itemsAtOnce = itemsAtOnce;
  }

  get bytes(): number {
    let sum = 0;
    for (const { items } of this.#kept.values()) sum += items.bytes;
    return sum;
  }

  /** It will be asked for: `build` makes it. */
  want(condition: Condition): void {
    const key = keyOf(condition);
    if (!this.#kept.has(key)) this.#kept.set(key, { condition, items: new Bits(), upTo: 0, builtTo: 0 });
  }

  /**
   * What fits in the snapshot of the transaction that this is called in; null while that is not known. What is asked for a second time
   * will be: most questions with a time of day in them never are.
   */
  find(condition: Condition): Bits | null {
    const key = keyOf(condition);
    const kept = this.#kept.get(key);
    if (!kept) {
      if (this.#askedOnce.delete(key)) this.want(condition);
      else if (this.#askedOnce.size < mostAskedOnce) this.#askedOnce.add(key);
      else this.#askedOnce.clear();
      return null;
    }
    this.#kept.delete(key);
    if (kept.builtTo === null && !this.#refresh(kept)) {
      this.want(condition);
      return null;
    }
    this.#kept.set(key, kept);
    return kept.builtTo === null ? kept.items : null;
  }

  /** Builds what is wanted, between whose steps others may read. */
  *build(): Generator<void> {
    this.#restartOutdated();
    for (;;) {
      const next = [...this.#kept.values()].find(({ builtTo }) => builtTo !== null);
      if (!next) return;
      this.#buildStep(next);
      this.#forgetOldest();
      yield;
    }
  }

  /** Those that too much was written about since. */
  #restartOutdated(): void {
    const isKnown = new Map<number, boolean>();
    for (const [key, { condition, builtTo, upTo }] of this.#kept) {
      if (builtTo !== null) continue;
      if (!isKnown.has(upTo)) isKnown.set(upTo, listTouched(this.#db, upTo) !== null);
      if (isKnown.get(upTo)) continue;
      this.#kept.delete(key);
      this.want(condition);
    }
  }

  /** Whatever is written about the items of a step after it, is written after the note that the first step began with. */
  #buildStep(kept: Kept): void {
    const low = kept.builtTo ?? 0;
    const high = low + this.#itemsAtOnce;
    const { condition, items } = kept;
    this.#db.transaction(() => {
      if (low === 0) kept.upTo = findLastTouch(this.#db);
      const from = 'FROM items i NOT INDEXED';
      const fits = this.#select(from, condition, 'i.id > @low AND i.id <= @high', { low, high });
      for (const item of fits) items.add(item);
      const last = prepare(this.#db, 'SELECT max(id) FROM items').pluck().get() as number | null;
      kept.builtTo = high >= (last ?? 0) ? null : high;
    })();
  }

  #refresh(kept: Kept): boolean {
    const touched = listTouched(this.#db, kept.upTo);
    if (!touched) return false;
    for (const item of touched) kept.items.delete(item);
    const from = 'FROM json_each(@touched) t CROSS JOIN items i ON i.id = t.value';
    const params = { touched: JSON.stringify(touched) };
    for (const item of this.#select(from, kept.condition, '1', params)) kept.items.add(item);
    kept.upTo = findLastTouch(this.#db);
    return true;
  }

  #select(items: string, { sql, params }: Condition, which: string, more: Condition['params']): number[] {
    const summary = /\bs\./.test(sql) ? 'CROSS JOIN item_summary s ON s.item_id = i.id' : '';
    const probe = /\bp\./.test(sql) ? 'CROSS JOIN item_probe p ON p.item_id = i.id' : '';
    const select = `SELECT i.id ${items} ${summary} ${probe} WHERE ${which} AND (${sql})`;
    return prepare(this.#db, select)
      .pluck()
      .all({ ...params, ...more }) as number[];
  }

  #forgetOldest(): void {
    let bytes = this.bytes;
    for (const [key, { items }] of this.#kept) {
      if (bytes <= this.#mostBytes) return;
      this.#kept.delete(key);
      bytes -= items.bytes;
    }
  }
}
