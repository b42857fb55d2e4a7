import { textLines } from '../read/delimitedRows.ts';
import { eachFile } from '../read/eachFile.ts';
import { splitOfName } from '../read/splitName.ts';
import type { RecordSink, SourceTree } from '../reader.ts';
import type { YoloNames } from './yoloNames.ts';

/** `images/train/a.jpg` as Ultralytics has it, `train/images/a.jpg` as Roboflow does; of labels alike. */
const besideImages = /(?:^|\/)(?:images|labels)\/([^/]+)\/|(?:^|\/)([^/]+)\/(?:images|labels)\//i;

const withoutEnding = (path: string): string => path.replace(/\.[^./]+$/, '');
const nameIn = (path: string): string => path.slice(path.lastIndexOf('/') + 1);
/** Without what leads out of the data set: where it lies on the machine that made it is nothing to us. */
const inside = (path: string): string =>
  path
    .split(/[\\/]+/)
    .filter((part) => part !== '' && part !== '.' && part !== '..')
    .join('/');

/** By the folder that it or its labels lie in. */
function splitOfFolder(path: string): string | undefined {
  const [, below, above] = besideImages.exec(path) ?? [];
  return [below, above].find((name) => name !== undefined && splitOfName(name) !== null);
}

/**
 * What `data.yaml` calls the places of one split alone, and lists of images such as `train.txt`. One place that is named for several
 * tells nothing: files without `val` are refused by trainers, so that it is often the same as `train`.
 */
function findSources(tree: SourceTree, { sources }: YoloNames): ReadonlyMap<string, string> {
  const lists = tree.files
    .map(({ path }) => path)
    .filter((path) => /\.txt$/i.test(path) && splitOfName(withoutEnding(nameIn(path))) !== null);
  const named = [...sources, ...lists.map((path) => [path, withoutEnding(nameIn(path))] as const)];
  const splitsOf = new Map<string, Set<string>>();
  for (const [place, split] of named) {
    const key = inside(place);
    splitsOf.set(key, (splitsOf.get(key) ?? new Set()).add(splitOfName(split) ?? split));
  }
  const sure = [...splitsOf].flatMap(([place, [split = '', ...others]]) => (others.length > 0 ? [] : [[place, split]]));
  // A lone list holds all images, whatever it is called.
  return new Map(new Set(sure.map(([, split]) => split)).size > 1 ? (sure as [string, string][]) : []);
}

/**
 * Says which split an image is in: by the lists, else by the folders that `data.yaml` names (docs.ultralytics.com, "Datasets"), else by the
 * folder beside `images` or `labels`.
 */
export function readYoloSplits(
  tree: SourceTree,
  names: YoloNames,
  sink: RecordSink,
): (imagePath: string) => string | undefined {
  const sources = findSources(tree, names);
  const listed = new Map<string, string>();
  /** By the name alone, as far as it tells one split. */
  const byName = new Map<string, string | undefined>();
  const lists = [...sources].filter(([place]) => tree.has(place) && /\.txt$/i.test(place));
  eachFile(
    lists.map(([place]) => place),
    sink,
    (path) => {
      const split = sources.get(path) ?? '';
      for (const { text } of textLines(tree, path)) {
        const image = withoutEnding(inside(text.trim()));
        if (image === '') continue;
        listed.set(image, split);
        const known = byName.get(nameIn(image));
        byName.set(nameIn(image), byName.has(nameIn(image)) && known !== split ? undefined : split);
      }
    },
  );
  const folders = [...sources].filter(([place]) => !tree.has(place));
  return (imagePath) => {
    const stem = withoutEnding(imagePath);
    return (
      listed.get(stem) ??
      byName.get(nameIn(stem)) ??
      folders.find(([folder]) => `/${imagePath}`.includes(`/${folder}/`))?.[1] ??
      splitOfFolder(imagePath)
    );
  };
}
