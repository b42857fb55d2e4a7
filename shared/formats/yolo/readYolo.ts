import { readClassFolders } from '../imagefolder/readImagefolder.ts';
import { eachFile } from '../read/eachFile.ts';
import { skeletonOf } from '../read/skeletonOf.ts';
import { BrokenFile } from '../reader.ts';
import type { FormatReader, RecordSink, SourceTree } from '../reader.ts';
import { findTask, readLine } from './yoloLines.ts';
import type { YoloTask } from './yoloLines.ts';
import { findNameFiles, readNames } from './yoloNames.ts';
import type { YoloNames } from './yoloNames.ts';
import { readYoloSplits } from './yoloSplits.ts';

const imageEnding = /\.(jpe?g|png|webp|bmp|tiff?|gif|avif)$/i;
const noLabels = /(^|\/)(classes|train|val|valid|test|readme[^/]*|requirements|license[^/]*|notes)\.txt$/i;
/** What the first line of a label file looks like. */
const labelLine = /^\s*\d{1,5}([ \t]+-?[\d.]+(e-?\d+)?){4,}\s*$/i;
const lookedAt = 50;
const linesLookedAt = 2000;

const withoutEnding = (path: string): string => path.replace(/\.[^./]+$/, '');

/** Where the image of a label file would be: in `images` beside `labels`, else beside it. Without its ending. */
const imageStemOf = (path: string): string =>
  withoutEnding(path).replace(/(^|\/)labels\/(?!.*(?:^|\/)labels\/)/, (_, before: string) => `${before}images/`);

interface Layout {
  readonly labelFiles: readonly string[];
  /** Images of the tree by their path without the ending. */
  readonly images: ReadonlyMap<string, string>;
}

function findLayout(tree: SourceTree): Layout {
  const images = new Map<string, string>();
  for (const { path } of tree.files) if (imageEnding.test(path)) images.set(withoutEnding(path), path);
  const labelFiles = tree.files.flatMap(({ path }) => {
    if (!/\.txt$/i.test(path) || noLabels.test(path)) return [];
    const isBeside = /(^|\/)labels\//.test(path) || images.has(withoutEnding(path)) || images.has(imageStemOf(path));
    return isBeside || !path.includes('/') ? [path] : [];
  });
  return { labelFiles, images };
}

const firstLines = (tree: SourceTree, paths: readonly string[]): string[] =>
  paths
    .slice(0, lookedAt)
    .flatMap((path) =>
      tree
        .head(path)
        .split(/\r?\n/)
        .filter((line) => line.trim() !== ''),
    )
    .slice(0, linesLookedAt);

function declareClass(number: number, { names, keypoints }: YoloNames, sink: RecordSink): void {
  const skeleton = keypoints ? skeletonOf(keypoints.names, []) : null;
  sink.class({ ref: String(number), name: names[number] ?? String(number), ...(skeleton ? { skeleton } : {}) });
}

function readLabels(
  tree: SourceTree,
  path: string,
  task: YoloTask,
  names: YoloNames,
  imageRef: string,
  sink: RecordSink,
): void {
  for (const [at, line] of tree
    .text(path)
    .split(/\r\n|\n|\r/)
    .entries()) {
    if (line.trim() === '') continue;
    const place = { path, line: at + 1 };
    const read = readLine(line, task, names);
    if ('code' in read) {
      sink.problem({ ...place, ...read });
      continue;
    }
    const { classNumber, shapes, score } = read;
    if (names.names[classNumber] === undefined) declareClass(classNumber, names, sink);
    const group = shapes.length > 1 ? `line ${at + 1}` : undefined;
    for (const shape of shapes)
      sink.label({
        ...{ imageRef, classRef: String(classNumber), shape, units: 'fraction', place },
        ...{ ...(group === undefined ? {} : { group }), ...(score === undefined ? {} : { score }) },
      });
  }
}

/** @returns the names, or none when their file is broken, which the sink is told */
function readNamesOf(tree: SourceTree, sink: RecordSink): YoloNames {
  let names: YoloNames = { names: [], keypoints: null, sources: [], path: null };
  eachFile(findNameFiles(tree).slice(0, 1), sink, () => {
    names = readNames(tree);
    if (names.path === null) throw new BrokenFile({ path: '', code: 'file.missing' });
    for (const [number, name] of names.names.entries()) if (name !== undefined) declareClass(number, names, sink);
  });
  return names;
}

/**
 * YOLO in the layouts of Ultralytics (docs.ultralytics.com, "Datasets"), Darknet and LabelImg: a text file for each image, in a `labels`
 * folder parallel to `images` or beside the image, each line `class cx cy width height`, corners, a polygon or keypoints, relative to the
 * image; names in `data.yaml`, `obj.names` or `classes.txt`. An image with an empty file was labeled, one without a file was not.
 */
export const yoloReader: FormatReader = {
  recognise(tree) {
    const [namesFile] = findNameFiles(tree);
    const { labelFiles } = findLayout(tree);
    const path = labelFiles.slice(0, lookedAt).find((one) => labelLine.test(tree.head(one).split(/\r?\n/, 1)[0] ?? ''));
    if (path !== undefined)
      return {
        sure: namesFile === undefined ? 0.6 : 0.9,
        seen: { path, marks: namesFile ?? 'class x y width height' },
      };
    if (namesFile !== undefined && labelFiles.length > 0)
      return { sure: 0.5, seen: { path: namesFile, marks: 'names' } };
    return null;
  },
  read(tree, sink) {
    const { labelFiles, images } = findLayout(tree);
    if (labelFiles.length === 0) {
      readClassFolders(tree, sink);
      return;
    }
    const names = readNamesOf(tree, sink);
    const task = findTask(firstLines(tree, labelFiles), names);
    const splitOf = readYoloSplits(tree, names, sink);
    const labeled = new Set<string>();
    eachFile(labelFiles, sink, (path) => {
      const stem = images.has(imageStemOf(path)) ? imageStemOf(path) : withoutEnding(path);
      const image = images.get(stem) ?? imageStemOf(path);
      labeled.add(image);
      sink.image({ ref: image, path: image, split: splitOf(image) });
      readLabels(tree, path, task, names, image, sink);
    });
    for (const image of images.values())
      if (!labeled.has(image)) sink.image({ ref: image, path: image, isUnlabeled: true, split: splitOf(image) });
  },
};
