import type { ItemChoice } from '#shared/contract/itemQuery.ts';

/** Which images are to be split. */
export interface SplitChoice {
  readonly items: ItemChoice;
  readonly count: number;
  /** All that the gallery shows. */
  readonly isAll: boolean;
}
