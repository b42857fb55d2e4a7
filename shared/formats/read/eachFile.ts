import { BrokenFile } from '../reader.ts';
import type { RecordSink } from '../reader.ts';

/**
 * Reads files one after the other. One that is broken is reported, and nothing of it is used; the others go on.
 * @param read gives the records of one file to the sink @throws what `read` throws and is no `BrokenFile`
 */
export function eachFile(paths: Iterable<string>, sink: RecordSink, read: (path: string) => void): void {
  for (const path of paths) {
    sink.begin(path);
    try {
      read(path);
    } catch (error) {
      if (!(error instanceof BrokenFile)) throw error;
      sink.end(error.problem);
      continue;
    }
    sink.end(null);
  }
}
