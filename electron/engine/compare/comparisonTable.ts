import type { ClassComparison, ConfusionCell, DifferenceCounts, Rightness } from '#shared/contract/comparison.ts';
import { createEvaluation } from '#shared/metrics/createEvaluation.ts';
import { differenceKinds } from '#shared/model/differenceKind.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { ComparedLabel, ComparedPrediction, ItemComparison } from './compareItem.ts';

type Tally = Record<(typeof differenceKinds)[number] | 'labels' | 'predictions' | 'agreed', number> & {
  readonly classId: ClassId | null;
  readonly className: string;
};

const ratio = (part: number, whole: number): number | null => (whole === 0 ? null : part / whole);
const finite = (value: number | undefined): number | null =>
  value === undefined || Number.isNaN(value) ? null : value;

function rightnessOf({ agreed, predictions, labels }: Pick<Tally, 'agreed' | 'predictions' | 'labels'>) {
  return {
    precision: ratio(agreed, predictions),
    recall: ratio(agreed, labels),
    f1: ratio(2 * agreed, predictions + labels),
  };
}

const mean = (values: readonly (number | null)[]): number | null => {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
};

export interface ComparisonTable {
  readonly labels: number;
  readonly predictions: number;
  readonly agreed: number;
  readonly counts: DifferenceCounts;
  readonly overall: Rightness;
  readonly classes: readonly ClassComparison[];
  readonly confusion: readonly ConfusionCell[];
}

/** Adds items up by class; of what it was given it keeps numbers only. */
export function createComparisonTable(nameOf: (classId: ClassId) => string): {
  add(item: ItemComparison): void;
  result(): ComparisonTable;
} {
  const tallies = new Map<string, Tally>();
  const confusion = new Map<string, { label: string | null; predicted: string | null; count: number }>();
  const evaluation = createEvaluation();

  function tallyOf(one: ComparedLabel | ComparedPrediction): Tally {
    const { classKey, classId } = one;
    let tally = tallies.get(classKey);
    if (!tally) {
      const className = classId === null ? ('className' in one ? one.className : '') : nameOf(classId);
      tally = {
        classId,
        className,
        labels: 0,
        predictions: 0,
        agreed: 0,
        missing: 0,
        extra: 0,
        lowOverlap: 0,
        otherClass: 0,
      };
      tallies.set(classKey, tally);
    }
    return tally;
  }

  function confuse(label: ComparedLabel | null, prediction: ComparedPrediction | null): void {
    const key = JSON.stringify([label?.classKey, prediction?.classKey]);
    const cell = confusion.get(key);
    if (cell) cell.count += 1;
    else {
      const [named, predicted] = [label && tallyOf(label).className, prediction && tallyOf(prediction).className];
      confusion.set(key, { label: named, predicted, count: 1 });
    }
  }

  return {
    add({ predictions, labels, agreed, differences }) {
      for (const label of labels) tallyOf(label).labels += 1;
      for (const prediction of predictions) tallyOf(prediction).predictions += 1;
      for (const { label, prediction } of agreed) {
        tallyOf(label).agreed += 1;
        confuse(label, prediction);
      }
      for (const { kind, label, prediction } of differences) {
        const one = label ?? prediction;
        tallyOf(one)[kind] += 1;
        confuse(label, prediction);
      }
      evaluation.add(predictions, labels);
    },
    result() {
      const precisions = new Map(evaluation.classes().map((one) => [one.classKey, one]));
      const classes = [...tallies].map(([classKey, tally]): ClassComparison => {
        const { ap50, ap } = precisions.get(classKey) ?? {};
        return { ...tally, ...rightnessOf(tally), ap50: finite(ap50), ap: finite(ap) };
      });
      classes.sort(
        (a, b) => b.labels - a.labels || b.predictions - a.predictions || (a.className < b.className ? -1 : 1),
      );
      const sum = (key: (typeof differenceKinds)[number] | 'labels' | 'predictions' | 'agreed'): number =>
        classes.reduce((total, one) => total + one[key], 0);
      const totals = { labels: sum('labels'), predictions: sum('predictions'), agreed: sum('agreed') };
      return {
        ...totals,
        counts: Object.fromEntries(differenceKinds.map((kind) => [kind, sum(kind)])) as Record<
          (typeof differenceKinds)[number],
          number
        >,
        overall: {
          ...rightnessOf(totals),
          ap50: mean(classes.map(({ ap50 }) => ap50)),
          ap: mean(classes.map(({ ap }) => ap)),
        },
        classes,
        confusion: [...confusion.values()].sort((a, b) => b.count - a.count),
      };
    },
  };
}
