import type { RecordSink, SourceTree } from '../reader.ts';
import { textLines } from './delimitedRows.ts';
import { eachFile } from './eachFile.ts';
import { splitOfName } from './splitName.ts';

const list = /(?:^|\/)ImageSets\/(?:Main|Segmentation)\/([^/]+)\.txt$/i;
const nameOfList = (path: string): string => list.exec(path)?.[1] ?? '';

/**
 * Which split each image is in by the lists of Pascal VOC (host.robots.ox.ac.uk/pascal/VOC, development kit): `ImageSets/Main/train.txt`, a
 * name without its ending on each line. Lists of two splits together (`trainval`) and of one class (`cat_train`) tell nothing more.
 */
export function readImageSets(tree: SourceTree, sink: RecordSink): ReadonlyMap<string, string> {
  const splits = new Map<string, string>();
  const lists = tree.files.map(({ path }) => path).filter((path) => splitOfName(nameOfList(path)) !== null);
  eachFile(lists, sink, (path) => {
    for (const { text } of textLines(tree, path)) if (text.trim() !== '') splits.set(text.trim(), nameOfList(path));
  });
  return splits;
}
