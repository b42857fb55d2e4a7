import { assertExists } from '../../base/assert.ts';
import type { ExportItem } from '../../formats/format.ts';
import type { ClassId } from '../../model/ids.ts';
import { stages } from '../../model/item.ts';
import type { Stage } from '../../model/item.ts';
import type { LabelClass } from '../../model/labelClass.ts';
import { splits } from '../../model/split.ts';
import type { Split } from '../../model/split.ts';
import { geometryOf, shapeKinds } from '../../shapes/shapeRegistry.ts';
import type { ShapeKind } from '../../shapes/shapeRegistry.ts';

export type SplitOrNone = Split | 'none';
export const splitsAndNone = [...splits, 'none'] as const;

/** How many of something are in a range; the ranges are in order, and without gaps. */
export interface Bin {
  /** Both ends are in it; null: no end. */
  readonly from: number;
  readonly to: number | null;
  readonly count: number;
}

interface Size {
  readonly widthPx: number;
  readonly heightPx: number;
}

/** A small, a medium and a large object by area in pixels, as COCO's evaluation has them (cocodataset.org, "Detection evaluation"). */
export const objectSizes = { small: [0, 32 ** 2], medium: [32 ** 2, 96 ** 2], large: [96 ** 2, null] } as const;
export type ObjectSize = keyof typeof objectSizes;

export interface ClassCounts {
  readonly name: string;
  readonly labels: number;
  /** With at least one label of it. */
  readonly images: number;
  readonly labelsBySplit: Readonly<Record<SplitOrNone, number>>;
}

export interface DatasetNumbers {
  readonly images: number;
  readonly labels: number;
  readonly emptyImages: number;
  /** In class order, also those without labels. */
  readonly classes: readonly ClassCounts[];
  readonly imagesBySplit: Readonly<Record<SplitOrNone, number>>;
  readonly labelsBySplit: Readonly<Record<SplitOrNone, number>>;
  readonly imagesByStage: Readonly<Record<Stage, number>>;
  readonly labelsByShape: Readonly<Partial<Record<ShapeKind, number>>>;
  /** By the longer side in pixels. */
  readonly imageSizes: readonly Bin[];
  /** By area; null: there is no image. */
  readonly smallestImage: Size | null;
  readonly largestImage: Size | null;
  /** Of labels that have an area: no points, lines and classes of whole images. */
  readonly objectSizes: Readonly<Record<ObjectSize, number>>;
  readonly labelsPerImage: readonly Bin[];
}

const sideStarts = [1, 257, 513, 1025, 2049, 4097, 8193];
const labelStarts = [0, 1, 2, 3, 6, 11, 21, 51, 101];

const zeros = <Key extends string>(keys: readonly Key[]): Record<Key, number> =>
  Object.fromEntries(keys.map((key) => [key, 0])) as Record<Key, number>;

class Histogram {
  readonly #starts: readonly number[];
  readonly #counts: number[];

  constructor(starts: readonly number[]) {
    this.#starts = starts;
    this.#counts = starts.map(() => 0);
  }

  add(value: number): void {
    const at = this.#starts.findLastIndex((start) => start <= value);
    this.#counts[at] = (this.#counts[at] ?? 0) + 1;
  }

  bins(): Bin[] {
    return this.#starts.map((from, at) => {
      const next = this.#starts[at + 1];
      return { from, to: next === undefined ? null : next - 1, count: this.#counts[at] ?? 0 };
    });
  }
}

/** The numbers of a data set, counted while its items go by: memory grows with classes, not with items. */
export class DatasetCounts {
  readonly #classes = new Map<
    ClassId,
    { name: string; labels: number; images: number; bySplit: Record<SplitOrNone, number> }
  >();
  readonly #imagesBySplit = zeros(splitsAndNone);
  readonly #labelsBySplit = zeros(splitsAndNone);
  readonly #imagesByStage = zeros(stages);
  readonly #byShape = zeros(shapeKinds);
  readonly #bySize = zeros(Object.keys(objectSizes) as ObjectSize[]);
  readonly #sides = new Histogram(sideStarts);
  readonly #perImage = new Histogram(labelStarts);
  #images = 0;
  #labels = 0;
  #empty = 0;
  #smallest: Size | null = null;
  #largest: Size | null = null;

  constructor(classes: readonly LabelClass[]) {
    for (const { id, name } of classes)
      this.#classes.set(id, { name, labels: 0, images: 0, bySplit: zeros(splitsAndNone) });
  }

  add(
    { widthPx, heightPx, labels }: Pick<ExportItem, 'widthPx' | 'heightPx' | 'labels'>,
    { stage, split }: { readonly stage: Stage; readonly split: Split | null },
  ): void {
    const side = split ?? 'none';
    this.#images += 1;
    this.#labels += labels.length;
    if (labels.length === 0) this.#empty += 1;
    this.#imagesBySplit[side] += 1;
    this.#labelsBySplit[side] += labels.length;
    this.#imagesByStage[stage] += 1;
    this.#sides.add(Math.max(widthPx, heightPx));
    this.#perImage.add(labels.length);
    const size = { widthPx, heightPx };
    if (!this.#smallest || areaOf(size) < areaOf(this.#smallest)) this.#smallest = size;
    if (!this.#largest || areaOf(size) > areaOf(this.#largest)) this.#largest = size;
    const seen = new Set<ClassId>();
    for (const { classId, shape } of labels) {
      const counts = assertExists(this.#classes.get(classId), 'a label has a class of the project');
      counts.labels += 1;
      counts.bySplit[side] += 1;
      if (!seen.has(classId)) counts.images += 1;
      seen.add(classId);
      this.#byShape[shape.kind] += 1;
      if (shape.kind === 'whole') continue;
      const area = geometryOf(shape).area(shape);
      if (area > 0) this.#bySize[sizeOf(area)] += 1;
    }
  }

  numbers(): DatasetNumbers {
    return {
      images: this.#images,
      labels: this.#labels,
      emptyImages: this.#empty,
      classes: [...this.#classes.values()].map(({ bySplit, ...counts }) => ({
        ...counts,
        labelsBySplit: { ...bySplit },
      })),
      imagesBySplit: { ...this.#imagesBySplit },
      labelsBySplit: { ...this.#labelsBySplit },
      imagesByStage: { ...this.#imagesByStage },
      labelsByShape: Object.fromEntries(Object.entries(this.#byShape).filter(([, count]) => count > 0)),
      imageSizes: this.#sides.bins(),
      smallestImage: this.#smallest,
      largestImage: this.#largest,
      objectSizes: { ...this.#bySize },
      labelsPerImage: this.#perImage.bins(),
    };
  }
}

const areaOf = ({ widthPx, heightPx }: Size): number => widthPx * heightPx;
const sizeOf = (area: number): ObjectSize =>
  area < objectSizes.medium[0] ? 'small' : area < objectSizes.large[0] ? 'medium' : 'large';
