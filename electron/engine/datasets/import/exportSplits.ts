import type { Format } from '#shared/formats/format.ts';
import { splitOfName } from '#shared/formats/read/splitName.ts';
import type { RecordSink, SourceTree } from '#shared/formats/reader.ts';
import { exportInfo } from '../exportFiles.ts';

/** Whether an export of ours was written apart by split; null: it is none of ours. */
function isApart(tree: SourceTree): boolean | null {
  if (!tree.has(exportInfo)) return null;
  return /^ {2}"splits": true,?$/m.test(tree.head(exportInfo));
}

/**
 * What we know of the splits of our own exports beside what their files say: of a format that has none of its own each split lies in
 * a folder of its name, and one that wasn't written apart tells of none, however its folders are called.
 */
export function withExportSplits(tree: SourceTree, format: Format, sink: RecordSink): RecordSink {
  const apart = isApart(tree);
  if (apart === null || (apart && format.splits)) return sink;
  let split: string | undefined;
  return {
    ...sink,
    begin(path) {
      const [folder = ''] = path.split('/');
      split = apart && splitOfName(folder) !== null ? folder : undefined;
      sink.begin(path);
    },
    image: (record) => sink.image({ ...record, split }),
  };
}
