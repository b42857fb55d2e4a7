import { z } from 'zod';
import type { ItemId } from '../../model/ids.ts';
import type { MetaValue } from '../../model/metaValue.ts';
import type { ImportProblem, Sample } from '../importApi.ts';
import type { Methods } from '../method.ts';
import { act, grant, id, read, write } from '../method.ts';

/** A row of a table that could not be used, by what stands in its column of file names. */
export interface TableRow {
  readonly line: number;
  readonly name: string;
}

export interface TableColumn {
  /** As the table has it. */
  readonly name: string;
  /** What it is called behind `meta.`; null: it names the images, or it is left out. */
  readonly key: string | null;
  /** Of the cells that are not empty. */
  readonly kind: 'number' | 'date' | 'text' | 'empty';
  readonly filled: number;
  /** The first few different ones. */
  readonly examples: readonly string[];
}

/** What a table would bring. */
export interface TablePreview {
  /** For showing only. */
  readonly file: string;
  readonly columns: readonly TableColumn[];
  /** The column that names the images. */
  readonly keyColumn: string;
  readonly rows: number;
  readonly matchedRows: number;
  /** Images that a row is about. */
  readonly items: number;
  readonly images: number;
  readonly values: {
    readonly added: number;
    /** Another value is there, which an earlier table brought. */
    readonly replaced: number;
    readonly alreadyThere: number;
  };
  readonly unmatched: Sample<TableRow>;
  /** Several images could be meant. */
  readonly ambiguous: Sample<TableRow>;
  /** Rows about an image that an earlier row gave other values: the first one counts. */
  readonly conflicts: Sample<TableRow & { readonly firstLine: number }>;
  readonly problems: Sample<ImportProblem>;
}

export interface TableResult extends TablePreview {
  /** Images that have other metadata now. */
  readonly itemsChanged: number;
}

const table = z.object({
  table: grant,
  /** The column that names the images; absent: the one that names most. */
  keyColumn: z.string().max(1000).optional(),
  /** Stands before the name of each column. */
  prefix: z.string().max(50).default(''),
});

export const metadataApi = {
  'metadata.list': read<readonly (MetaValue & { readonly source: 'file' | 'table' })[]>()(
    z.object({ itemId: id<ItemId>() }),
  ),
  /** Reads a table of values (CSV, TSV) about images and says what it would bring; nothing is written. While it reads it is a job. */
  'metadata.preview': act<TablePreview>()(table),
  /** Brings it in, all or nothing, as one step of undo. Empty cells say nothing. It is a job; writes of others wait. */
  'metadata.join': write<TableResult>()(table),
} as const satisfies Methods;
