import type { DeepGrey } from './photo.ts';

/** The bytes of one picture; a worker decodes no second one. */
export type DeepRequest = Uint8Array<ArrayBuffer>;

export type DeepAnswer =
  | { readonly ok: true; readonly deep: DeepGrey; readonly bitmap: ImageBitmap }
  | { readonly ok: false; readonly reason: string };
