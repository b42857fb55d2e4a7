import type { ItemFacts } from '#shared/model/itemFacts.ts';
import type { MetaValue } from '#shared/model/metaValue.ts';
import type { Raster } from './raster.ts';

/** An open file that only we can decode: one frame or many, counted from 0. */
export interface Volume {
  readonly format: 'dicom' | 'nifti';
  /** Those that are items by themselves: all, or the slices of one plane. */
  readonly frameCount: number;
  /** Those that can be asked for. */
  readonly framesInAll: number;
  readonly channels: 1 | 3;
  /** Of what the file has; what is decoded has 16 of grey or 8 of each colour. */
  readonly bitDepth: number;
  size(frame: number): { readonly width: number; readonly height: number };
  facts(frame: number): ItemFacts;
  /** By which its frames are found and sorted. */
  metadata(frame: number): readonly MetaValue[];
  /** @throws {AppError} dicom.*, nifti.* */
  read(frame: number): Promise<Raster>;
}
