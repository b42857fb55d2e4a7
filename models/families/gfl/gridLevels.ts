import type { ModelCard } from '#shared/model/modelCard.ts';
import type { OutputTensor } from '../family.ts';
import type { Level } from './decodeGfl.ts';

type Size = Pick<ModelCard['input'], 'widthPx' | 'heightPx'>;
type Dim = number | string | undefined;

/** Cells of one grid; what is left over at the border has cells of its own. */
export const cellsOf = ({ widthPx, heightPx }: Size, stride: number): number =>
  Math.ceil(widthPx / stride) * Math.ceil(heightPx / stride);

/** Cells of all grids together, one after the other. */
export const allCells = (size: Size, strides: readonly number[]): number =>
  strides.reduce((sum, stride) => sum + cellsOf(size, stride), 0);

/** Which of two outputs of the same grid is the scores: the one as wide as there are classes, else the first. */
function sortPair<Output>(
  pair: readonly Output[],
  width: (output: Output) => Dim,
  classes: number,
): [Output, Output] | null {
  const [a, b] = pair;
  if (!a || !b || pair.length !== 2) return null;
  return width(a) !== classes && width(b) === classes ? [b, a] : [a, b];
}

/** The outputs of each stride as scores and distances; null where a grid hasn't exactly two. */
export function pairOutputs<Output>(
  outputs: readonly Output[],
  shapeOf: (output: Output) => readonly (number | string)[],
  size: Size,
  strides: readonly number[],
  classes: number,
): { readonly stride: number; readonly pair: [Output, Output] }[] | null {
  const found = strides.map((stride) => {
    const cells = cellsOf(size, stride);
    const ofStride = outputs.filter((output) => shapeOf(output).at(-2) === cells);
    return { stride, pair: sortPair(ofStride, (output) => shapeOf(output).at(-1), classes) };
  });
  const whole = found.flatMap(({ stride, pair }) => (pair ? [{ stride, pair }] : []));
  return outputs.length === 2 * strides.length && whole.length === strides.length ? whole : null;
}

/** Two tensors a grid. */
export function pairedLevels(
  outputs: readonly OutputTensor[],
  card: ModelCard,
  strides: readonly number[],
): { readonly levels: readonly Level[]; readonly bins: number } | null {
  const pairs = pairOutputs(outputs, ({ dims }) => dims, card.input, strides, card.classes.length);
  if (!pairs) return null;
  const levels = pairs.map(({ stride, pair: [scores, distances] }): Level => {
    const [scoreStep, distanceStep] = [scores.dims.at(-1) ?? 0, distances.dims.at(-1) ?? 0];
    const data = { scores: scores.data, distances: distances.data, scoresFrom: 0, distancesFrom: 0 };
    return { stride, rows: scores.dims.at(-2) ?? 0, ...data, scoreStep, distanceStep };
  });
  return { levels, bins: (levels[0]?.distanceStep ?? 0) / 4 };
}

/** All grids in one tensor `[1, cells, classes + 4 * bins]`. */
export function concatenatedLevels(
  { data, dims }: OutputTensor,
  card: ModelCard,
  strides: readonly number[],
): { readonly levels: readonly Level[]; readonly bins: number } {
  const width = dims.at(-1) ?? 0;
  const classes = card.classes.length;
  let cell = 0;
  const levels = strides.map((stride): Level => {
    const rows = cellsOf(card.input, stride);
    const scoresFrom = cell * width;
    cell += rows;
    const steps = { scoreStep: width, distanceStep: width, scoresFrom, distancesFrom: scoresFrom + classes };
    return { stride, rows, scores: data, distances: data, ...steps };
  });
  return { levels, bins: (width - classes) / 4 };
}
