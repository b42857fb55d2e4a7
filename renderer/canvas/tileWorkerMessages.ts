import type { GreyLevels } from '#shared/look/greyLevels.ts';
import type { PhotoAdjust } from '#shared/look/photoAdjust.ts';

/** The worker of one photo: it fetches and decodes what is wanted, and nothing else. */
export type TileRequest =
  /** Comes first. `levels`: of deep grey; null: of all else. */
  | { readonly kind: 'open'; readonly levels: GreyLevels | null }
  /** All that is wanted now, the most urgent first: what isn't named any more is given up. */
  | { readonly kind: 'want'; readonly tiles: readonly { readonly key: string; readonly url: string }[] }
  /** From now on tiles look like this; `keys` are those on screen, answered together, so that all change at once. */
  | { readonly kind: 'look'; readonly id: number; readonly adjust: PhotoAdjust; readonly keys: readonly string[] };

export type TileAnswer =
  /** It is tried again as long as it is wanted. */
  | { readonly kind: 'failed'; readonly reason: string }
  | {
      readonly kind: 'tile';
      readonly key: string;
      /** The id of the look it has. */
      readonly look: number;
      readonly source: ImageBitmap;
      /** null: it looks as the file has it. */
      readonly shown: ImageBitmap | null;
      /** What it holds; null: colours, or grey of 8 bits. */
      readonly samples: Uint16Array<ArrayBuffer> | null;
    }
  | {
      readonly kind: 'looked';
      readonly look: number;
      readonly tiles: readonly { readonly key: string; readonly shown: ImageBitmap | null }[];
    };
