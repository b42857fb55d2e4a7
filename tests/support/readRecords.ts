import { createTextDecoder, findEncoding } from '#engine/datasets/import/textEncoding.ts';
import { checkShape } from '#shared/formats/read/checkShape.ts';
import { BrokenFile } from '#shared/formats/reader.ts';
import type {
  FormatReader,
  ReadClass,
  ReadImage,
  ReadLabel,
  ReadProblem,
  RecordSink,
  SourceTree,
} from '#shared/formats/reader.ts';

export type Files = Readonly<Record<string, string | Uint8Array>>;

/** Files of a test as a reader gets them. `pieceLength`: text comes in pieces of so many characters. */
export function memoryTree(files: Files, pieceLength = 1 << 20): SourceTree {
  const all = new Map(
    Object.entries(files).map(([path, content]) => [
      path,
      typeof content === 'string' ? Buffer.from(content) : content,
    ]),
  );
  const bytes = (path: string): Uint8Array => {
    const content = all.get(path);
    if (!content) throw new BrokenFile({ path, code: 'file.missing' });
    return content;
  };
  const text = (path: string): string => {
    const content = bytes(path);
    const encoding = findEncoding(content.subarray(0, 65_536), () => [content]);
    if (!encoding) throw new BrokenFile({ path, code: 'file.notText' });
    return createTextDecoder(encoding).decode(content, true);
  };
  return {
    files: [...all]
      .map(([path, { length }]) => ({ path, sizeBytes: length }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    has: (path) => all.has(path),
    head(path) {
      try {
        return text(path).slice(0, 65_536);
      } catch (error) {
        if (error instanceof BrokenFile) return '';
        throw error;
      }
    },
    headBytes: (path) => all.get(path)?.subarray(0, 65_536) ?? new Uint8Array(0),
    text,
    bytes,
    *chunks(path) {
      const whole = text(path);
      for (let at = 0; at < whole.length; at += pieceLength) yield whole.slice(at, at + pieceLength);
    },
  };
}

export interface Records {
  readonly classes: ReadClass[];
  readonly images: ReadImage[];
  readonly labels: ReadLabel[];
  readonly problems: ReadProblem[];
}

/** What a reader makes of files, with shapes checked and broken files forgotten as an import does it. */
export function readRecords(reader: FormatReader, tree: SourceTree): Records {
  const records: Records = { classes: [], images: [], labels: [], problems: [] };
  let before: readonly number[] = [];
  const lists = [records.classes, records.images, records.labels] as const;
  const sink: RecordSink = {
    class: (record) => void records.classes.push(record),
    image: (record) => void records.images.push(record),
    label(record) {
      const wrong = checkShape(record.shape);
      if (wrong) records.problems.push({ ...record.place, ...wrong });
      else records.labels.push(record);
    },
    problem: (problem) => void records.problems.push(problem),
    begin() {
      before = [records.classes.length, records.images.length, records.labels.length];
    },
    end(broken) {
      if (!broken) return;
      for (const [at, list] of lists.entries()) list.length = before[at] ?? 0;
      records.problems.push(broken);
    },
  };
  reader.read(tree, sink);
  return records;
}
