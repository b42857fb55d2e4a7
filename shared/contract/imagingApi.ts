import type { AugmentPlan } from '../model/augment/augmentPlan.ts';
import type { PictureEncoding } from '../model/exportOptions.ts';
import type { MetaValue } from '../model/metaValue.ts';
import type { ItemFacts } from '../model/itemFacts.ts';
import type { ErrorRecord } from './errors.ts';

/** What one look into a file tells. The file is read once, to its end. */
export interface InspectedImage {
  /** Of the upright image. */
  readonly widthPx: number;
  readonly heightPx: number;
  readonly orientation: number;
  readonly bitDepth: number;
  readonly channels: number;
  readonly format: string;
  /** null: a plain image of one frame. */
  readonly facts: ItemFacts | null;
  /** What the file says of itself, by allow-lists: `exif.*`, `dicom.*`. */
  readonly metadata: readonly MetaValue[];
  /** What it looks like, in 64 bits, hex; empty: it is of one tone. */
  readonly fingerprint: string;
  /** SHA-256 of the bytes, hex; of a later frame, of that and its number. */
  readonly contentHash: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
}

/** One image of a file, its frame counted from 0. */
export interface PicturePlace {
  readonly path: string;
  readonly frame: number;
}

/** An image whose size is known. */
export interface PictureSource extends PicturePlace {
  /** Of the upright image. */
  readonly width: number;
  readonly height: number;
}

/** A part of an image, and where it goes. */
export interface PicturePiece {
  /** Whole pixels of the upright image, inside it: left, top, width, height. */
  readonly box: readonly [number, number, number, number];
  readonly outPath: string;
}

/** Messages of the imaging process. Paths go in, with the number of a frame from 0, files and records come back; pixels never cross. */
export type ImagingApi = {
  /**
   * Reads the file once: hash, size, orientation, depth, a decode to its very end, and a thumbnail (WebP, longest side
   * `thumbnailPx`) written atomically to `thumbnailPath`, in which `{hash}` stands for the content hash. `location`: also where a photo was taken. A refusal is a value: it belongs to the file, not to the process.
   */
  inspect: {
    input: { path: string; frame: number; thumbnailPath: string; thumbnailPx: number; location: boolean };
    output: { ok: true; image: InspectedImage } | { ok: false; error: ErrorRecord };
  };
  /**
   * An upright picture (PNG) for what a browser can't show as it is (TIFF, 16 bit), or not as one bitmap. Grey of 16 bits stays
   * that, for the page to choose a window.
   */
  render: {
    input: { path: string; frame: number; outPath: string; maxSidePx: number };
    output: { ok: true } | { ok: false; error: ErrorRecord };
  };
  /** The same as tiles on all levels, for what is too large for one bitmap: `LEVEL/X_Y.png`, level 0 being a single tile. */
  tile: {
    input: { path: string; frame: number; outFolder: string; tilePx: number };
    output: { ok: true } | { ok: false; error: ErrorRecord };
  };
  /**
   * Parts of an image, each as a picture of its own, decoded once: upright, of 8 bits, grey of more in the window that people see it in,
   * without transparency.
   */
  cut: {
    input: PicturePlace & { readonly pieces: readonly PicturePiece[]; readonly encoding: PictureEncoding };
    output: { ok: true } | { ok: false; error: ErrorRecord };
  };
  /** A changed copy of an image, or of four, by the plan that its labels follow, too. The pixels are as in `cut`. */
  augment: {
    input: {
      /** As the plan numbers them. */
      readonly sources: readonly PictureSource[];
      readonly plan: AugmentPlan;
      readonly outPath: string;
      readonly encoding: PictureEncoding;
      /** The copy is made as large as it is, and then smaller than this; absent: it stays so. */
      readonly mostSidePx?: number | undefined;
    };
    /** `source`: whose file it was. */
    output: { ok: true } | { ok: false; error: ErrorRecord; source: number };
  };
};
