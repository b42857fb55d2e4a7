import type { Database } from 'better-sqlite3';
import type { ClassId, RunId } from '#shared/model/ids.ts';
import { findActiveRunId } from '../activeRun.ts';
import { binSql, bins } from '../facets.ts';
import type { LabelCounts } from '../facets.ts';
import type { FoundClasses } from '../query/classSql.ts';
import { prepare } from '../prepare.ts';
import { findLastTouch, listTouched } from '../touches.ts';
import { BitCounts } from './BitCounts.ts';
import { Bits } from './Bits.ts';

/** How many labels of each class, and open proposals of each name and tenth of the score, each item has. */
interface Digits {
  readonly runId: RunId | null;
  readonly classes: Map<ClassId, BitCounts>;
  readonly names: Map<string, BitCounts>;
  readonly tenths: readonly BitCounts[];
  /** The last note of `item_touches` that it knows of. */
  upTo: number;
  /** Items up to this number were looked at; null: all. */
  builtTo: number | null;
}

function digitsOf<Key>(counts: Map<Key, BitCounts>, key: Key): BitCounts {
  let digits = counts.get(key);
  if (!digits) counts.set(key, (digits = new BitCounts()));
  return digits;
}

/** Labels by class, and open proposals of the active run by name and score, as sets of items. */
export class LabelSets {
  readonly #db: Database;
  readonly #mostBytes: number;
  readonly #itemsAtOnce: number;
  #digits: Digits | null = null;
  /** They didn't fit into memory: all questions go to SQL from then on. */
  #isTooLarge = false;

  /** @param itemsAtOnce the labels of how many are counted in one step */
  constructor(db: Database, mostBytes: number, itemsAtOnce: number) {
    this.#db = db;
    this.#mostBytes = mostBytes;
    this.#itemsAtOnce = itemsAtOnce;
  }

  get bytes(): number {
    return this.#digits ? this.#listAll(this.#digits).reduce((sum, { bytes }) => sum + bytes, 0) : 0;
  }

  /** Whether they are known. In the snapshot of the caller's transaction. */
  isCurrent(): boolean {
    return this.#current() !== null;
  }

  /** Items with a label or an open proposal of these; null while that is not known. In the snapshot of the caller's transaction. */
  findSome({ ids, names }: FoundClasses): Bits | null {
    const digits = this.#current();
    if (!digits) return null;
    const counts = [...ids.map((id) => digits.classes.get(id)), ...names.map((name) => digits.names.get(name))];
    return counts.reduce((sum, one) => (one ? sum.or(one.some()) : sum), new Bits());
  }

  /** Of these items; null while that is not known. In the snapshot of the caller's transaction. */
  count(items: Bits): LabelCounts | null {
    const digits = this.#current();
    if (!digits) return null;
    const sums = <Key>(counts: ReadonlyMap<Key, BitCounts>): Map<Key, number> =>
      new Map([...counts].map(([key, one]) => [key, one.sumOver(items)]));
    return {
      annotations: sums(digits.classes),
      proposals: sums(digits.names),
      scores: digits.tenths.map((one) => one.sumOver(items)),
    };
  }

  *build(): Generator<void> {
    this.#db.transaction(() => this.#current())();
    while (!this.#isTooLarge && this.#digits?.builtTo !== null) {
      this.#buildStep();
      if (this.bytes > this.#mostBytes) {
        this.#isTooLarge = true;
        this.#digits = null;
      }
      yield;
    }
  }

  /** Whatever is written about the items of a step after it, is written after the note that the first step began with. */
  #buildStep(): void {
    this.#db.transaction(() => {
      const runId = findActiveRunId(this.#db);
      if (this.#digits?.runId !== runId) this.#digits = null;
      const digits = (this.#digits ??= {
        ...{ runId, classes: new Map<ClassId, BitCounts>(), names: new Map<string, BitCounts>() },
        ...{ tenths: Array.from({ length: bins }, () => new BitCounts()) },
        ...{ upTo: findLastTouch(this.#db), builtTo: 0 },
      });
      const low = digits.builtTo ?? 0;
      const high = low + this.#itemsAtOnce;
      this.#add(digits, 'item_id > @low AND item_id <= @high', { low, high });
      const last = prepare(this.#db, 'SELECT max(id) FROM items').pluck().get() as number | null;
      digits.builtTo = high >= (last ?? 0) ? null : high;
    })();
  }

  #current(): Digits | null {
    const digits = this.#digits;
    if (!digits || digits.builtTo !== null) return null;
    const touched = digits.runId === findActiveRunId(this.#db) ? listTouched(this.#db, digits.upTo) : null;
    if (!touched) {
      this.#digits = null;
      return null;
    }
    if (touched.length > 0) {
      for (const counts of this.#listAll(digits)) for (const item of touched) counts.clear(item);
      this.#add(digits, 'item_id IN (SELECT value FROM json_each(@touched))', { touched: JSON.stringify(touched) });
    }
    digits.upTo = findLastTouch(this.#db);
    return digits;
  }

  #add(digits: Digits, which: string, params: Readonly<Record<string, string | number>>): void {
    const labels = prepare(
      this.#db,
      `SELECT item_id, class_id, count(*) FROM annotations INDEXED BY annotations_item WHERE ${which} GROUP BY item_id, class_id`,
    ).raw();
    for (const [item, classId, count] of labels.all(params) as [number, ClassId, number][])
      digitsOf(digits.classes, classId).set(item, count);
    const { runId } = digits;
    if (runId === null) return;
    const proposals = (key: string): [number, string | number, number][] =>
      prepare(
        this.#db,
        `SELECT item_id, ${key} AS key, count(*) FROM predictions p INDEXED BY predictions_item
         WHERE run_id = @runId AND is_open = 1 AND ${which} GROUP BY item_id, key`,
      )
        .raw()
        .all({ ...params, runId }) as [number, string | number, number][];
    for (const [item, name, count] of proposals('class_name')) digitsOf(digits.names, name as string).set(item, count);
    for (const [item, tenth, count] of proposals(binSql)) digits.tenths[tenth as number]?.set(item, count);
  }

  #listAll({ classes, names, tenths }: Digits): BitCounts[] {
    return [...classes.values(), ...names.values(), ...tenths];
  }
}
