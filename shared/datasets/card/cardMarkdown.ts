import { ui } from '../../text/en/ui.ts';
import { fillIn } from '../../text/fillIn.ts';
import { objectSizes, splitsAndNone } from './DatasetCounts.ts';
import type { Bin, ObjectSize, SplitOrNone } from './DatasetCounts.ts';
import type { CardLoss, DatasetCard } from './datasetCard.ts';
import { frontMatter } from './frontMatter.ts';
import { markdownText } from './markdownText.ts';

const splitNames: Readonly<Record<SplitOrNone, string>> = {
  train: 'train',
  val: 'val',
  test: 'test',
  none: 'no split',
};
const number = (value: number): string => value.toLocaleString('en');
const count = (value: number, one: string): string => `${number(value)} ${one}${value === 1 ? '' : 's'}`;

/** Cells are Markdown already; all but the first column are numbers. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const rule = head.map((_, at) => (at === 0 ? '---' : '---:'));
  return `${[head, rule, ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n')}\n`;
}

const section = (title: string, body: string): string => (body === '' ? '' : `\n## ${title}\n\n${body}`);

function binRows(bins: readonly Bin[]): string[][] {
  return bins
    .filter((bin) => bin.count > 0)
    .map(({ from, to, count: of }) => [
      to === null ? `${number(from)} and more` : from === to ? number(from) : `${number(from)} to ${number(to)}`,
      number(of),
    ]);
}

function classTable({ classes, labelsBySplit }: DatasetCard): string {
  const shown = splitsAndNone.filter((split) => labelsBySplit[split] > 0);
  const isSplit = shown.some((split) => split !== 'none');
  return table(
    ['class', 'labels', 'images', ...(isSplit ? shown.map((split) => splitNames[split]) : [])],
    classes.map((one) => [
      markdownText(one.name),
      number(one.labels),
      number(one.images),
      ...(isSplit ? shown.map((split) => number(one.labelsBySplit[split])) : []),
    ]),
  );
}

function sizeRows({ objectSizes: counts }: DatasetCard): string[][] {
  const ranges: Readonly<Record<ObjectSize, string>> = {
    small: `small (below ${number(objectSizes.medium[0])} px²)`,
    medium: 'medium',
    large: `large (${number(objectSizes.large[0])} px² and more)`,
  };
  const kinds = Object.keys(objectSizes) as ObjectSize[];
  return kinds.some((kind) => counts[kind] > 0) ? kinds.map((kind) => [ranges[kind], number(counts[kind])]) : [];
}

function lossText({ reason, name, count: of }: CardLoss): string {
  const template = Object.entries(ui).find(([key]) => key === `export.loss.${reason}`)?.[1] ?? '{count} × {name}';
  return fillIn(template, { count: number(of), name: markdownText(name) });
}

function leftOutList({ leftOut, withoutSplit, unavailable, losses }: DatasetCard): string {
  const lines = [
    ...(leftOut > 0 ? [`${count(leftOut, 'image')} of other stages`] : []),
    ...(withoutSplit > 0 ? [`${count(withoutSplit, 'image')} in no split`] : []),
    ...(unavailable > 0 ? [`${count(unavailable, 'image')} missing, unreadable, or changed and not confirmed`] : []),
    ...losses.map(lossText),
  ];
  return lines.map((line) => `- ${line}\n`).join('');
}

function originList(card: DatasetCard): string {
  const { version, contentHash, journalHead, query, appVersion, createdAt } = card;
  const facts: (readonly [string, string | null])[] = [
    ['Version', version === null ? null : markdownText(version)],
    ['Content hash of the labels', contentHash && `\`${contentHash}\``],
    ['Head of the journal', journalHead && `\`${journalHead}\``],
    ['Images of the query', query === null ? null : markdownText(query)],
    ['Written', `${createdAt} by Firstpass ${markdownText(appVersion)}`],
  ];
  return facts.map(([name, value]) => (value ? `- ${name}: ${value}\n` : '')).join('');
}

/** `README.md`: the card for people, with what Hugging Face reads of it at its head. Names and texts of others are escaped. */
export function cardMarkdown(card: DatasetCard): string {
  const { name, images, labels, what, format, emptyImages, smallestImage, largestImage, people } = card;
  const kind = what === 'annotations' ? 'labels' : 'predictions of a model';
  const empty = emptyImages > 0 ? `, ${number(emptyImages)} of them without any` : '';
  const range =
    smallestImage && largestImage
      ? `\nFrom ${smallestImage.widthPx} × ${smallestImage.heightPx} to ${largestImage.widthPx} × ${largestImage.heightPx} pixels.\n`
      : '';
  const rowsOf = (counts: Readonly<Record<string, number>>, names: Readonly<Record<string, string>> = {}): string[][] =>
    Object.entries(counts)
      .filter(([, of]) => of > 0)
      .map(([key, of]) => [names[key] ?? key, number(of)]);
  return [
    frontMatter(card),
    `\n# ${markdownText(name)}\n`,
    `\n${count(images, 'image')}${empty}, with ${number(labels)} ${kind}. Format: ${markdownText(format.name)}.\n`,
    section('Classes', classTable(card)),
    section('Splits', table(['split', 'images'], rowsOf(card.imagesBySplit, splitNames))),
    section('Stages', table(['stage', 'images'], rowsOf(card.imagesByStage))),
    section('Shapes', table(['shape', 'labels'], rowsOf(card.labelsByShape))),
    section('Size of images', table(['longer side, px', 'images'], binRows(card.imageSizes)) + range),
    section('Size of objects', table(['size', 'labels'], sizeRows(card))),
    section('Labels in an image', table(['labels', 'images'], binRows(card.labelsPerImage))),
    section('Left out', leftOutList(card)),
    section('Licence', card.licence === '' ? '' : `${markdownText(card.licence)}\n`),
    section('Source', card.source === '' ? '' : `${markdownText(card.source)}\n`),
    section(
      'People',
      table(
        ['who labeled', 'images'],
        (people ?? []).map((one) => [markdownText(one.name), number(one.images)]),
      ),
    ),
    section('Origin', originList(card)),
  ].join('');
}
