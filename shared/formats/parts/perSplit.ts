import type { Split } from '../../model/split.ts';
import type { FormatWriter } from '../format.ts';

/**
 * A writer for each split, made when its first item comes. Without any item there is one of no split, so that an empty export has its
 * files, too.
 */
export function perSplit(create: (split: Split | null) => FormatWriter): FormatWriter {
  const writers = new Map<Split | null, FormatWriter>();
  function writerOf(split: Split | null): FormatWriter {
    const writer = writers.get(split) ?? create(split);
    writers.set(split, writer);
    return writer;
  }
  return {
    item: (item) => writerOf(item.split ?? null).item(item),
    finish() {
      if (writers.size === 0) writerOf(null);
      for (const writer of writers.values()) writer.finish();
    },
  };
}
