import { eachFile } from '../read/eachFile.ts';
import type { RecordSink, SourceTree } from '../reader.ts';
import { vocColor } from './vocColor.ts';

/** `red, green, blue` as one number. */
export const colorNumber = (red: number, green: number, blue: number): number => (red << 16) | (green << 8) | blue;

export interface ClassList {
  /** By number; 0 is background. */
  readonly names: readonly string[];
  /** Numbers by colour: those of the list, else Pascal VOC's. */
  readonly byColor: ReadonlyMap<number, number>;
}

const vocNumbers: ReadonlyMap<number, number> = new Map(
  Array.from({ length: 256 }, (_, number) => [colorNumber(...vocColor(number)), number]),
);

const linesOf = (text: string): string[] =>
  text.split(/\r?\n/).filter((line) => line.trim() !== '' && !line.startsWith('#'));

/** `name:r,g,b:parts:actions`, as CVAT and Datumaro write it; the background is the black one, wherever it stands. */
function parseLabelMap(text: string): ClassList {
  const rows = linesOf(text).map((line) => {
    const [name = '', color = ''] = line.split(':');
    const [red = 0, green = 0, blue = 0] = color.split(',').map(Number);
    return { name: name.trim(), color: colorNumber(red, green, blue) };
  });
  const isBackground = ({ color }: { color: number }): boolean => color === 0;
  const ordered = [...rows.filter(isBackground).slice(0, 1), ...rows.filter((row) => !isBackground(row))];
  const all = ordered.some(isBackground) ? ordered : [{ name: 'background', color: 0 }, ...ordered];
  return { names: all.map(({ name }) => name), byColor: new Map(all.map(({ color }, number) => [color, number])) };
}

function parseNames(text: string): ClassList {
  const names = linesOf(text).map((line) => line.trim());
  const isNamed = /^(?:_?background_?|bg|void|__ignore__)$/i.test(names[0] ?? '');
  return { names: isNamed ? names : ['background', ...names], byColor: vocNumbers };
}

/**
 * The list of classes of masks: `labelmap.txt`, else `classes.txt` or `labels.txt` with a name a line, background first (it is added where
 * the first line is another), with Pascal VOC's colours.
 */
export function readClassList(tree: SourceTree, sink: RecordSink): ClassList {
  const find = (name: RegExp): string | undefined => tree.files.find(({ path }) => name.test(path))?.path;
  const map = find(/(?:^|\/)labelmap\.txt$/i);
  const path = map ?? find(/(?:^|\/)(?:classes|labels|class_names)\.txt$/i);
  let list: ClassList = { names: ['background'], byColor: vocNumbers };
  // One that is broken is told; the masks are read without it.
  eachFile(path === undefined ? [] : [path], sink, (file) => {
    const text = tree.text(file);
    list = file === map ? parseLabelMap(text) : parseNames(text);
  });
  return list;
}
