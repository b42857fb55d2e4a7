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

/** The names of the numbers; one that is broken is told, and the maps are read without it. */
export function readLabelList(tree: SourceTree, sink: RecordSink): ReadonlyMap<number, string> {
  const path = findLabelList(tree);
  let names = new Map<number, string>();
  eachFile(path === undefined ? [] : [path], sink, (file) => {
    names = isJsonList(file) ? fromJson(wholeJson(tree, file)) : fromText(tree.text(file));
  });
  return names;
}
