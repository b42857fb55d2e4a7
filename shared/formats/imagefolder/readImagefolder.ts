import { namedClasses } from '../read/records.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';
import { folderClass } from './classFolder.ts';

const imageEnding = /\.(jpe?g|png|webp|bmp|tiff?|gif|avif)$/i;
/** `train/CLASS/image.jpg` below anything. */
const ofSplit = /^(?:.*\/)?(train|val|valid|validation|test)\/([^/]+)\/[^/]+$/i;
const noClass = /^(images|labels)$/i;

interface FoundImage {
  readonly path: string;
  readonly folder: string;
  readonly split?: string | undefined;
}

/** Those in a folder for a class below one for a split; without any, those in a folder of their own. */
function findImages(tree: SourceTree, isPlain: boolean): FoundImage[] {
  const images = tree.files.map(({ path }) => path).filter((path) => imageEnding.test(path));
  const bySplit = images.flatMap((path): FoundImage[] => {
    const [, split, folder] = ofSplit.exec(path) ?? [];
    return folder === undefined || noClass.test(folder) ? [] : [{ path, folder, split }];
  });
  if (bySplit.length > 0 || !isPlain) return bySplit;
  return images.flatMap((path) => {
    const folder = path.split('/').at(-2);
    return folder === undefined ? [] : [{ path, folder }];
  });
}

/** Whether we wrote it: a folder of folders with images may be anything else. */
const isOurs = (tree: SourceTree): boolean => /"format": "imagefolder"/.test(tree.head('export-info.json'));

export function readClassFolders(tree: SourceTree, sink: RecordSink): void {
  const classRef = namedClasses(sink);
  for (const { path, folder, split } of findImages(tree, true)) {
    sink.image({ ref: path, path, split });
    sink.label({ imageRef: path, classRef: classRef(folderClass(folder)), shape: { kind: 'whole' }, place: { path } });
  }
}

/**
 * A folder for each class (huggingface.co/docs/datasets, "imagefolder"; docs.ultralytics.com, "Image classification datasets"): below a
 * folder for each split it is recognised, else only when we wrote it or when the format is named.
 */
export const imagefolderReader: FormatReader = {
  recognise(tree) {
    const [first] = findImages(tree, isOurs(tree));
    return first ? { sure: isOurs(tree) ? 0.9 : 0.4, seen: { path: first.path, marks: first.folder } } : null;
  },
  read: readClassFolders,
};
