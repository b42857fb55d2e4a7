import type { FieldId } from './fieldRegistry.ts';

/** A part of the query's text: characters from `position` on. */
export interface TextPart {
  readonly position: number;
  readonly length: number;
}

/**
 * What a person looks for, literally or with wildcards: `*`, `**` and `?` mean what they mean in paths, after a backslash
 * they (and the backslash) stand for themselves.
 */
export interface Word extends TextPart {
  readonly pattern: string;
  /** The bare word `none`, of a field that items can lack. */
  readonly isNone: boolean;
}

/** A date as it was written, so that `today` in a saved query stays today. */
export type Scalar = number | { readonly date: string };

export interface Bound {
  readonly value: Scalar;
  /** The value itself is left out. */
  readonly isOpen: boolean;
}

export interface Range {
  readonly low: Bound | null;
  readonly high: Bound | null;
}

/** A query as a tree. Without a query there is no node. */
export type QueryNode =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly QueryNode[] }
  | { readonly kind: 'not'; readonly part: QueryNode }
  /** A part of the path. */
  | { readonly kind: 'text'; readonly word: Word }
  /** One of these words; `isWhole`: not only a part of it, where a field is searched for parts. */
  | {
      readonly kind: 'words';
      readonly field: FieldId;
      readonly key: string | null;
      readonly isWhole: boolean;
      readonly words: readonly Word[];
    }
  /** In one of these ranges. */
  | {
      readonly kind: 'ranges';
      readonly field: FieldId;
      readonly key: string | null;
      readonly ranges: readonly Range[];
    };
