import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import { cardMarkdown } from '#shared/datasets/card/cardMarkdown.ts';
import { DatasetCounts } from '#shared/datasets/card/DatasetCounts.ts';
import type { DatasetCard } from '#shared/datasets/card/datasetCard.ts';
import type { ExportItem } from '#shared/formats/format.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { listItemActors } from '../db/itemActors.ts';
import type { ExportRow } from '../db/exportRows.ts';
import type { ExportRequest, ExportSummary } from './exportRequest.ts';

/** What the writer of the export knows when all items have gone by. */
type Known = Omit<ExportSummary, 'items'> & Pick<DatasetCard, 'createdAt' | 'version' | 'contentHash' | 'journalHead'>;

/** Counts the items of an export as they go by, and writes its data set card: `README.md` and `dataset-card.json`. */
export function createCardWriter(
  db: Database,
  { format: formatId, projectName, appVersion, what, where, splits = false, deidentify, card: words }: ExportRequest,
  classes: readonly LabelClass[],
): { count(row: ExportRow, item: ExportItem): void; write(folder: string, known: Known): void } {
  const { id, name } = assertExists(findFormat(formatId), 'the format was checked before');
  const counts = new DatasetCounts(classes);
  const people = words.people && what === 'annotations' ? new Map<string, number>() : null;
  return {
    count(row, item) {
      counts.add(item, row);
      if (people) for (const actor of listItemActors(db, row.id)) people.set(actor, (people.get(actor) ?? 0) + 1);
    },
    write(folder, { createdAt, version, contentHash, journalHead, leftOut, withoutSplit, unavailable, losses }) {
      const card: DatasetCard = {
        schema: 'firstpass-dataset-card 1',
        ...{ name: projectName, format: { id, name }, what, createdAt, appVersion, version, contentHash, journalHead },
        ...{ query: deidentify ? null : (where ?? null), isApart: splits, leftOut, withoutSplit, unavailable, losses },
        ...{ licence: words.licence, source: words.source },
        ...counts.numbers(),
        ...(people ? { people: toPeople(people) } : {}),
      };
      writeFileSync(path.join(folder, 'dataset-card.json'), `${JSON.stringify(card, null, 2)}\n`);
      writeFileSync(path.join(folder, 'README.md'), cardMarkdown(card));
    },
  };
}

/** Those who labeled most come first. */
const toPeople = (people: ReadonlyMap<string, number>): NonNullable<DatasetCard['people']> =>
  [...people]
    .map(([name, images]) => ({ name, images }))
    .sort((a, b) => b.images - a.images || (a.name < b.name ? -1 : 1));
