import { asNumber, isFields } from '../read/fields.ts';
import { wholeJson } from '../read/jsonPieces.ts';
import { eachFile } from '../read/eachFile.ts';
import type { RecordSink, SourceTree } from '../reader.ts';

/** What nnU-Net calls voxels that nobody has labeled. */
export const ignoreName = 'ignore';
/** Of a volume of 16 bits. */
const highest = 65_535;

/** `{"labels": {"tumour": 1}}` as nnU-Net 2 has it, or `{"labels": {"1": "tumour"}}` as its first version had. */
function fromJson(value: unknown): Map<number, string> {
  const labels = isFields(value) && isFields(value['labels']) ? value['labels'] : {};
  const pairs = Object.entries(labels).flatMap(([key, one]): [number, string][] => {
    if (typeof one === 'string') return [[asNumber(key) ?? -1, one]];
    // Regions of nnU-Net are lists of numbers: no class of their own.
    const number = asNumber(one);
    return number === null ? [] : [[number, key]];
  });
  return new Map(pairs.filter(([number]) => Number.isInteger(number) && number > 0 && number <= highest));
}

/** `{"slices": {"brain": [0, 57]}}`, as we write it: the frames of volumes that labels were exported of. @param folder of the list, empty or with `/` at its end */
function slicesOf(value: unknown, folder: string): [string, ReadonlySet<number>][] {
  const slices = isFields(value) && isFields(value['slices']) ? value['slices'] : {};
  return Object.entries(slices).flatMap(([name, frames]): [string, ReadonlySet<number>][] =>
    Array.isArray(frames) ? [[`${folder}labels/${name}`, new Set(frames.map((one) => asNumber(one) ?? -1))]] : [],
  );
}

/** `1 255 0 0 1 1 1 "tumour"`, as ITK-SNAP writes it. */
function fromText(text: string): Map<number, string> {
  const lines = text.split(/\r?\n/).map((line) => /^\s*(\d{1,5})(?:\s+[\d.]+){6}\s+"(.*)"\s*$/.exec(line));
  const pairs = lines.flatMap((found): [number, string][] => (found ? [[Number(found[1]), found[2] ?? '']] : []));
  return new Map(pairs.filter(([number]) => number > 0 && number <= highest));
}

const isJsonList = (path: string): boolean => /(?:^|\/)(?:labels|dataset)\.json$/i.test(path);

/** Whether a file of ITK-SNAP has names of numbers. */
const isTextList = (tree: SourceTree, path: string): boolean =>
  /\.(?:txt|label|lbl)$/i.test(path) && /^[ \t]*\d+(?:[ \t]+[\d.]+){6}[ \t]+"/m.test(tree.head(path));

export const findLabelList = (tree: SourceTree): string | undefined =>
  tree.files.find(({ path }) => isJsonList(path))?.path ?? tree.files.find(({ path }) => isTextList(tree, path))?.path;

export interface LabelList {
  readonly names: ReadonlyMap<number, string>;
  /** By the path of the map without its ending: the slices that it is of, as frames from 0; absent: no list says. */
  readonly slices: ReadonlyMap<string, ReadonlySet<number>>;
}

/** The names of the numbers, and which slices were labeled; a list that is broken is told, and the maps are read without it. */
export function readLabelList(tree: SourceTree, sink: RecordSink): LabelList {
  const path = findLabelList(tree);
  let names = new Map<number, string>();
  const slices = new Map<string, ReadonlySet<number>>();
  eachFile(path === undefined ? [] : [path], sink, (file) => {
    names = isJsonList(file) ? fromJson(wholeJson(tree, file)) : fromText(tree.text(file));
  });
  // Of an export that is apart by split each part has a list.
  const lists = tree.files.map((one) => one.path).filter(isJsonList);
  eachFile(lists, sink, (file) => {
    const folder = file.slice(0, file.lastIndexOf('/') + 1);
    for (const [map, frames] of slicesOf(wholeJson(tree, file), folder)) slices.set(map, frames);
  });
  return { names, slices };
}
