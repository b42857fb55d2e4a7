import type { DatasetNumbers } from './DatasetCounts.ts';

export interface CardLoss {
  readonly reason: string;
  readonly name: string;
  readonly count: number;
}

/** What a data set is: `dataset-card.json`, and what its README.md is made of. */
export interface DatasetCard extends DatasetNumbers {
  readonly schema: 'firstpass-dataset-card 1';
  readonly name: string;
  readonly format: { readonly id: string; readonly name: string };
  readonly what: 'annotations' | 'predictions';
  /** ISO 8601, UTC. */
  readonly createdAt: string;
  readonly appVersion: string;
  /** Of the version that has these labels; null: none has them. */
  readonly version: string | null;
  /** Of all labels of the project; null: of predictions there is none. */
  readonly contentHash: string | null;
  readonly journalHead: string | null;
  /** The query that chose the images; null: none. */
  readonly query: string | null;
  readonly isApart: boolean;
  /** Images of other stages, in no split, and that could not be read. */
  readonly leftOut: number;
  readonly withoutSplit: number;
  readonly unavailable: number;
  readonly losses: readonly CardLoss[];
  /** As a person wrote it; empty: nobody said. */
  readonly licence: string;
  readonly source: string;
  /** Who labeled how many of the images; absent: it wasn't asked. */
  readonly people?: readonly { readonly name: string; readonly images: number }[] | undefined;
}
