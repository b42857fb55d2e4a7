import type { Split } from '../model/split.ts';
import type { Emit, ExportHeader, Format, FormatWriter, Join } from './format.ts';
import { perSplit } from './parts/perSplit.ts';

/** Where the files of a split lie. */
export interface SplitPlace {
  /** Before every path of the export: `train/` where each split is an export of its own, else nothing. */
  readonly before: string;
  /** Below that; empty: there is none. */
  readonly imageFolder: string;
}

export function splitPlace({ splits, imageFolder }: Format, split: Split | null): SplitPlace {
  if (split === null) return { before: '', imageFolder };
  return splits ? { before: '', imageFolder: splits.imageFolder(split) } : { before: `${split}/`, imageFolder };
}

/** A format's writer; of one that knows no splits one for each, in a folder of its own. */
export function createSplitWriter(format: Format, header: ExportHeader, emit: Emit, join: Join): FormatWriter {
  if (format.splits) return format.createWriter(header, emit, join);
  return perSplit((split) => {
    const { before } = splitPlace(format, split);
    return format.createWriter(
      header,
      (path, piece) => emit(before + path, piece),
      (path, part) => join(before + path, before + part),
    );
  });
}
