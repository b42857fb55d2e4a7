import { parse } from 'yaml';
import { asName, asNumber, isFields } from '../read/fields.ts';
import type { Fields } from '../read/fields.ts';
import { BrokenFile } from '../reader.ts';
import type { SourceTree } from '../reader.ts';

/** What the files around the labels tell. */
export interface YoloNames {
  /** By class number; a number without one is called by it. */
  readonly names: readonly (string | undefined)[];
  /** How many keypoints an object has, and how many numbers each (2 or 3); null: none. */
  readonly keypoints: { readonly count: number; readonly numbers: number; readonly names: readonly string[] } | null;
  /** Each place of images in `data.yaml`, a folder or a list, with the split that it is named for. */
  readonly sources: readonly (readonly [place: string, split: string])[];
  /** The file that told the names; null: there is none. */
  readonly path: string | null;
}

const yamlLimit = 1024 * 1024;

/** @throws {BrokenFile} file.layout */
function readYaml(tree: SourceTree, path: string): Fields {
  const text = tree.text(path);
  if (text.length > yamlLimit) throw new BrokenFile({ path, code: 'file.tooLarge', details: { megabytes: 1 } });
  try {
    const value: unknown = parse(text, { maxAliasCount: 20, logLevel: 'silent' });
    return isFields(value) ? value : {};
  } catch (error) {
    const reason = error instanceof Error ? (error.message.split('\n')[0] ?? '') : String(error);
    throw new BrokenFile({ path, code: 'file.layout', details: { reason } });
  }
}

/** A list, or an object by number. */
function namesOf(value: unknown): (string | undefined)[] {
  if (Array.isArray(value)) return value.map((name) => asName(name) ?? undefined);
  const names: (string | undefined)[] = [];
  if (isFields(value))
    for (const [key, name] of Object.entries(value)) {
      const number = asNumber(key);
      if (number !== null && Number.isInteger(number) && number >= 0 && number < 100_000)
        names[number] = asName(name) ?? undefined;
    }
  return names;
}

function keypointsOf({ kpt_shape: shape, kpt_names: given }: Fields): YoloNames['keypoints'] {
  const [count, numbers] = Array.isArray(shape) ? shape.map(asNumber) : [];
  if (!count || !Number.isInteger(count) || count < 1 || count > 200 || (numbers !== 2 && numbers !== 3)) return null;
  // By class number, or one list for all.
  const list: unknown = isFields(given) ? Object.values(given)[0] : given;
  const names = namesOf(list).map((name, at) => name ?? String(at + 1));
  return {
    count,
    numbers,
    names: names.length === count ? names : Array.from({ length: count }, (_, at) => String(at + 1)),
  };
}

/** Each of them may be one place or a list of several. */
function sourcesOf(fields: Fields): [string, string][] {
  return ['train', 'val', 'test'].flatMap((split) =>
    [fields[split]].flat().flatMap((place): [string, string][] => (typeof place === 'string' ? [[place, split]] : [])),
  );
}

const isYaml = (path: string): boolean => /\.ya?ml$/i.test(path);
const isList = (path: string): boolean => /(^|\/)(classes\.txt|obj\.names|[^/]+\.names|_darknet\.labels)$/i.test(path);

/** Files that name classes, the likeliest first: `data.yaml` of Ultralytics, `obj.names` of Darknet, `classes.txt` of LabelImg. */
export function findNameFiles(tree: SourceTree): string[] {
  const paths = tree.files.map(({ path }) => path);
  return [...paths.filter((path) => isYaml(path) && /^\s*names\s*:/m.test(tree.head(path))), ...paths.filter(isList)];
}

/** @throws {BrokenFile} file.layout and those of `SourceTree.text` */
export function readNames(tree: SourceTree): YoloNames {
  const [path] = findNameFiles(tree);
  if (path === undefined) return { names: [], keypoints: null, sources: [], path: null };
  if (isYaml(path)) {
    const fields = readYaml(tree, path);
    return { names: namesOf(fields.names), keypoints: keypointsOf(fields), sources: sourcesOf(fields), path };
  }
  const names = tree
    .text(path)
    .split(/\r?\n/)
    .map((line) => line.trim() || undefined);
  return { names, keypoints: null, sources: [], path };
}
