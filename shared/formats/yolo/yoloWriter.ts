import type { Size } from '../../geometry/viewTransform.ts';
import type { Emit, ExportHeader, ExportLabel, FormatWriter } from '../format.ts';
import type { Split } from '../../model/split.ts';
import { classNumbers } from '../parts/classNames.ts';

/** Of all formats of Ultralytics. */
export const yoloSplits = { imageFolder: (split: Split): string => `images/${split}` };

/** A YAML double-quoted string is a JSON string. */
const yamlString = (text: string): string => JSON.stringify(text);

/** Eight decimals: a hundredth of a pixel also in an image of 100,000 pixels a side. */
export const fraction = (value: number, whole: number): string => String(Number((value / whole).toFixed(8)));

/** `x y x y ...` as fractions of the image; what reaches over its border is put on it, because trainers refuse a number outside 0..1. */
export const fractions = (points: readonly number[], { width, height }: Size): string[] =>
  points.map((value, index) => {
    const whole = index % 2 === 0 ? width : height;
    return fraction(Math.min(whole, Math.max(0, value)), whole);
  });

/**
 * What all of Ultralytics' label files have in common (docs.ultralytics.com, "Datasets"): a text file for each image with a line
 * for each object that begins with its class, counted from 0; `data.yaml` with the names; `train.txt` with the images, or by split the
 * folders of images, where they are copied, or a list each. A
 * confirmed empty image has an empty text file. Predictions have their score as a last number.
 * @param numbersOf what follows the class; null for what has no place in this kind of file
 * @param moreYaml further lines of `data.yaml`
 */
export function createYoloWriter(
  { classes }: ExportHeader,
  emit: Emit,
  numbersOf: (label: ExportLabel, image: Size) => readonly (string | number)[] | null,
  moreYaml = '',
): FormatWriter {
  const numberOf = classNumbers(classes, 0);
  const names = classes.map(({ name }, index) => `  ${index}: ${yamlString(name)}\n`).join('');
  const sources = new Map<Split, string>();
  return {
    item({ imagePath, stem, widthPx, heightPx, labels, split }) {
      const folder = `images/${split}`;
      const isInside = split !== undefined && imagePath.startsWith(`${folder}/`);
      const list = `${split ?? 'train'}.txt`;
      sources.set(split ?? 'train', isInside ? folder : list);
      if (!isInside) emit(list, `${imagePath.startsWith('/') ? imagePath : `./${imagePath}`}\n`);
      const lines = labels.flatMap((label) => {
        const numbers = numbersOf(label, { width: widthPx, height: heightPx });
        if (!numbers) return [];
        const { score, classId } = label;
        return [`${[numberOf(classId), ...numbers, ...(score === null ? [] : [score])].join(' ')}\n`];
      });
      // `images/a/b.jpg` has its labels in `labels/a/b.txt`: where trainers look for them.
      emit(`labels/${split === undefined ? '' : `${split}/`}${stem}.txt`, lines.join(''));
    },
    finish() {
      if (sources.size === 0) emit('train.txt', '');
      const train = sources.get('train') ?? [...sources.values()][0] ?? 'train.txt';
      const test = sources.get('test');
      // Trainers refuse a file without `train` and `val`. Without `path` they start from the folder of this file; `path: .` would be the folder they run in.
      const lines = [`train: ${train}`, `val: ${sources.get('val') ?? train}`, ...(test ? [`test: ${test}`] : [])];
      emit('data.yaml', `${lines.join('\n')}\n${moreYaml}names:\n${names || '  {}\n'}`);
    },
  };
}
