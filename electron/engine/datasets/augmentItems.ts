import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { seededRandom } from '#shared/base/seededRandom.ts';
import type { Emit, ExportItem } from '#shared/formats/format.ts';
import { augmentLabels } from '#shared/model/augment/augmentLabels.ts';
import { chooseSources, planCopy } from '#shared/model/augment/planCopy.ts';
import type { AugmentOptions } from '#shared/model/exportOptions.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { ExportChoice } from '../db/exportChoice.ts';
import { getExportRow, listTrainingIds } from '../db/exportRows.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { LabelChooser } from './chooseLabels.ts';
import { exportExtras } from './exportFiles.ts';
import type { ExportPlace, ExportPlaces } from './exportPlaces.ts';
import type { PictureTask } from './pictures/pictureTask.ts';
import { sourceOf } from './itemFiles.ts';

/** Makes changed copies of items; those of a model's training alone, where items are assigned to splits. */
export interface ItemAugmenter {
  /** @param place of the item's own picture: its copies lie beside it */
  copies(row: ExportRow, item: ExportItem, place: ExportPlace): Generator<ExportItem>;
  readonly counts: () => { readonly copies: number; readonly labels: number; readonly dropped: number };
}

export function createItemAugmenter(
  db: Database,
  request: ExportChoice,
  options: AugmentOptions,
  deps: {
    readonly chooser: LabelChooser;
    readonly places: ExportPlaces;
    readonly half: string;
    readonly emit: Emit;
    readonly ask: (task: PictureTask) => void;
  },
): ItemAugmenter {
  const { chooser, places, half, emit, ask } = deps;
  const { seed, ops, encoding } = options;
  const training = listTrainingIds(db, request);
  const numbers = new Map(training.map((id, at) => [id, at]));
  // Formats number images by their item: copies come after all that there are.
  let nextId = ((db.prepare('SELECT max(id) FROM items').pluck().get() as number | null) ?? 0) + 1;
  let [made, labelCount, droppedCount] = [0, 0, 0];

  return {
    counts: () => ({ copies: made, labels: labelCount, dropped: droppedCount }),
    *copies(row, item, place) {
      const number = numbers.get(row.id);
      if (number === undefined) return;
      for (let copy = 1; copy <= options.copies; copy += 1) {
        const copySeed = `${seed}/${copy}/${place.inExport}`;
        const random = seededRandom(copySeed);
        const [, ...chosen] = chooseSources(random, ops, number, training.length);
        const others = chosen.map((at) => getExportRow(db, training[at] ?? row.id));
        const rows = [row, ...others];
        const plan = planCopy(random, ops, [sizeOf(row), ...others.map(sizeOf)], `${copySeed}/noise`);
        const sources = [item.labels, ...others.map((other) => chooser.again(other))];
        const { labels, dropped } = augmentLabels(plan, sources, chooser.skeletonOf);
        const ending = encoding.format === 'png' ? '.png' : '.jpg';
        const beside = places.besideOf(row, place, `aug${copy}`, ending);
        ask({
          ...{ kind: 'augment', plan, encoding, outPath: path.join(half, beside.inExport) },
          sources: rows.map((one) => ({ path: sourceOf(one), frame: one.frame, ...sizeOf(one) })),
        });
        const record = {
          ...{ image: beside.inExport, item: row.id, copy, seed },
          ...{ labels: labels.length, dropped, width: plan.width, height: plan.height },
          parts: plan.parts.map(({ source, affine, cell }) => {
            const from = rows[source] ?? row;
            return { item: from.id, path: from.path, frame: from.frame, affine, cell };
          }),
          ...{ tone: plan.tone, noise: plan.noise },
        };
        emit(exportExtras.copies, `${JSON.stringify(record)}\n`);
        [made, labelCount, droppedCount] = [made + 1, labelCount + labels.length, droppedCount + dropped];
        yield {
          ...{ id: nextId as ItemId, imagePath: beside.imagePath, stem: beside.stem },
          ...{ widthPx: plan.width, heightPx: plan.height, labels },
          ...(item.split ? { split: item.split } : {}),
        };
        nextId += 1;
      }
    },
  };
}

const sizeOf = ({ widthPx, heightPx }: ExportRow) => ({ width: widthPx, height: heightPx });
