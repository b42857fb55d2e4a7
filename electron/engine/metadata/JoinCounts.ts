import path from 'node:path';
import type { TableColumn, TablePreview, TableRow } from '#shared/contract/api/metadataApi.ts';
import type { ImportProblem, Sample } from '#shared/contract/importApi.ts';
import type { ReadProblem } from '#shared/formats/reader.ts';

/** A value of a table, and what it is compared by. */
export interface Cell {
  readonly value: string;
  readonly number: number | null;
}

/** So many of a long list are named; the others are counted. */
const sampleSize = 200;
const exampleCount = 3;

/** The first of many, and how many there are. */
class Some<One> {
  total = 0;
  readonly first: One[] = [];

  add(one: One): void {
    this.total += 1;
    if (this.first.length < sampleSize) this.first.push(one);
  }

  get sample(): Sample<One> {
    return { total: this.total, first: this.first };
  }
}

interface Column {
  readonly examples: Set<string>;
  filled: number;
  numbers: number;
  dates: number;
}

/** What was seen of a table while its rows were gone through. */
export class JoinCounts {
  rows = 0;
  matchedRows = 0;
  items = 0;
  images = 0;
  added = 0;
  replaced = 0;
  alreadyThere = 0;
  readonly unmatched = new Some<TableRow>();
  readonly ambiguous = new Some<TableRow>();
  readonly conflicts = new Some<TableRow & { firstLine: number }>();
  readonly #problems = new Some<ImportProblem>();
  readonly #columns = new Map<number, Column>();

  problem({ code, path: file, line, column, details = {} }: ReadProblem): void {
    this.#problems.add({ code, path: file, line: line ?? null, column: column ?? null, details });
  }

  cell(column: number, { value, number }: Cell): void {
    const seen = this.#columns.get(column) ?? { examples: new Set(), filled: 0, numbers: 0, dates: 0 };
    this.#columns.set(column, seen);
    seen.filled += 1;
    if (number !== null) {
      if (/^\d{4}[-/]/.test(value)) seen.dates += 1;
      else seen.numbers += 1;
    }
    if (seen.examples.size < exampleCount) seen.examples.add(value.slice(0, 60));
  }

  #kindOf({ filled, numbers, dates }: Column): TableColumn['kind'] {
    return numbers === filled ? 'number' : dates === filled ? 'date' : 'text';
  }

  summarize(
    file: string,
    header: readonly string[],
    keys: readonly (string | null)[],
    keyColumn: number,
  ): TablePreview {
    const columns = header.map((name, at): TableColumn => {
      const seen = this.#columns.get(at);
      const [filled, examples] = [seen?.filled ?? 0, [...(seen?.examples ?? [])]];
      return { name, key: keys[at] ?? null, kind: seen ? this.#kindOf(seen) : 'empty', filled, examples };
    });
    const { rows, matchedRows, items, images, added, replaced, alreadyThere } = this;
    return {
      ...{ file: path.basename(file), columns, keyColumn: header[keyColumn] ?? '' },
      ...{ rows, matchedRows, items, images, values: { added, replaced, alreadyThere } },
      ...{ unmatched: this.unmatched.sample, ambiguous: this.ambiguous.sample, conflicts: this.conflicts.sample },
      problems: this.#problems.sample,
    };
  }
}
