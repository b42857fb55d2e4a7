import type { Split } from '../../model/split.ts';

/** What data sets call their parts (cocodataset.org, docs.ultralytics.com, huggingface.co/docs/datasets "Split names"), in lower case. */
const splitNames: ReadonlyMap<string, Split> = new Map([
  ['train', 'train'],
  ['training', 'train'],
  ['val', 'val'],
  ['valid', 'val'],
  ['validation', 'val'],
  ['dev', 'val'],
  ['test', 'test'],
  ['testing', 'test'],
]);

/** The split that a name means, whatever its case, with or without a year behind it (`train2017`); null: none of ours. */
export const splitOfName = (name: string): Split | null =>
  splitNames.get(
    name
      .trim()
      .toLowerCase()
      .replace(/[_-]?\d{2,4}$/, ''),
  ) ?? null;

/** The part of a path that names a split: the file itself (`train.json`), else its folder (`train/labels.csv`); undefined: none does. */
export function splitInPath(path: string): string | undefined {
  const parts = path.split('/');
  const [file = '', folder = ''] = [parts.at(-1)?.replace(/\.[^.]*$/, ''), parts.at(-2)];
  return [file, folder].find((name) => splitOfName(name) !== null);
}
