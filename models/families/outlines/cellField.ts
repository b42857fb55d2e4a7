/**
 * What a model says of each cell of a coarse grid, and of the places between them. Between four cells that agree there is
 * nothing to compute: what interpolates linearly between them agrees too.
 */
export interface CellField {
  readonly width: number;
  readonly height: number;
  /** The label of each cell, row by row. */
  readonly winners: Uint16Array;
  /** The label at a place among four cells, by how near it is to each; the weights sum to one. */
  between(cells: readonly number[], weights: readonly number[]): number;
  /** How sure the model is of a label at a cell, 0..1. */
  certainty(cell: number, label: number): number;
}

/** One number a class and cell, at `classIndex * classStep + cell * cellStep`. */
export interface Planes {
  readonly data: Float32Array;
  readonly width: number;
  readonly height: number;
  readonly classCount: number;
  readonly classStep: number;
  readonly cellStep: number;
}

/** What is known of so many cells stays in the fastest memory while all classes pass by. */
const cellsAtATime = 2048;
/** The power of what is further below is lost in the rounding of the sum, which is 1 at least. */
const leastPower = -17;

/** The highest class wins. Numbers that are none win nowhere. */
export function highestField(planes: Planes, are: 'logits' | 'probabilities'): CellField {
  const { data, width, height, classCount, classStep, cellStep } = planes;
  const cells = width * height;
  const winners = new Uint16Array(cells);
  const highest = new Float32Array(cells).fill(-Infinity);
  for (let first = 0; first < cells; first += cellsAtATime) {
    const end = Math.min(cells, first + cellsAtATime);
    for (let index = 0; index < classCount; index += 1)
      for (let cell = first, at = index * classStep + first * cellStep; cell < end; cell += 1, at += cellStep) {
        const value = data[at] as number;
        if (value > (highest[cell] as number)) {
          highest[cell] = value;
          winners[cell] = index;
        }
      }
  }
  /** Sums of the powers of a softmax; 0: not computed yet. */
  const sums = new Float32Array(cells);
  const sumAt = (cell: number): number => {
    if (sums[cell] === 0) {
      let sum = 0;
      for (let index = 0, at = cell * cellStep; index < classCount; index += 1, at += classStep) {
        const below = (data[at] as number) - (highest[cell] as number);
        if (below > leastPower) sum += Math.exp(below);
      }
      sums[cell] = sum;
    }
    return sums[cell] as number;
  };
  return {
    ...{ width, height, winners },
    between([a = 0, b = 0, c = 0, d = 0], [wa = 0, wb = 0, wc = 0, wd = 0]) {
      let [best, label] = [-Infinity, 0];
      for (let index = 0; index < classCount; index += 1) {
        const at = index * classStep;
        const value =
          wa * (data[at + a * cellStep] as number) +
          wb * (data[at + b * cellStep] as number) +
          wc * (data[at + c * cellStep] as number) +
          wd * (data[at + d * cellStep] as number);
        if (value > best) [best, label] = [value, index];
      }
      return label;
    },
    certainty(cell, label) {
      const value = data[label * classStep + cell * cellStep] as number;
      return are === 'logits' ? Math.exp(value - (highest[cell] as number)) / sumAt(cell) : value;
    },
  };
}

/** Label 1 where the one class is above a threshold, else 0. */
export function thresholdField(
  { data, width, height, cellStep }: Pick<Planes, 'data' | 'width' | 'height' | 'cellStep'>,
  are: 'logits' | 'probabilities',
): CellField {
  const threshold = are === 'logits' ? 0 : 0.5;
  const valueAt = (cell = 0): number => data[cell * cellStep] as number;
  return {
    ...{ width, height },
    winners: Uint16Array.from({ length: width * height }, (_, cell) => Number(valueAt(cell) > threshold)),
    between([a, b, c, d], [wa = 0, wb = 0, wc = 0, wd = 0]) {
      return Number(wa * valueAt(a) + wb * valueAt(b) + wc * valueAt(c) + wd * valueAt(d) > threshold);
    },
    certainty(cell, label) {
      const value = valueAt(cell);
      const probability = are === 'logits' ? 1 / (1 + Math.exp(-value)) : value;
      return label === 1 ? probability : 1 - probability;
    },
  };
}

/** A model that gives labels alone: between cells the one with the most weight wins, so that borders have no stairs. */
export function labelField(labels: Uint16Array, width: number, height: number): CellField {
  return {
    ...{ width, height, winners: labels },
    between(cells, weights) {
      const votes = new Map<number, number>();
      for (const [at, cell] of cells.entries()) {
        const label = labels[cell] as number;
        votes.set(label, (votes.get(label) ?? 0) + (weights[at] as number));
      }
      return [...votes].reduce((best, vote) => (vote[1] > best[1] ? vote : best))[0];
    },
    certainty: () => 1,
  };
}
