import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { cardMarkdown } from '#shared/datasets/card/cardMarkdown.ts';
import { DatasetCounts } from '#shared/datasets/card/DatasetCounts.ts';
import type { DatasetCard } from '#shared/datasets/card/datasetCard.ts';
import { markdownText, yamlText } from '#shared/datasets/card/markdownText.ts';
import type { ExportLabel } from '#shared/formats/format.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const classes = [
  { id: 4 as ClassId, name: 'red | cell', color: '0', position: 0 },
  { id: 9 as ClassId, name: 'unused', color: '1', position: 1 },
];
const label = (shape: Shape): ExportLabel => ({ classId: 4 as ClassId, shape, score: null });
const box = (side: number): ExportLabel => label({ kind: 'box', box: [0, 0, side, side] });

function numbers() {
  const counts = new DatasetCounts(classes);
  counts.add(
    { widthPx: 640, heightPx: 480, labels: [box(31), box(32), box(95), box(96)] },
    { stage: 'labeled', split: 'train' },
  );
  counts.add({ widthPx: 200, heightPx: 256, labels: [] }, { stage: 'approved', split: 'val' });
  counts.add({ widthPx: 300, heightPx: 9000, labels: [label({ kind: 'whole' })] }, { stage: 'labeled', split: null });
  return counts.numbers();
}
const makeCard = (part: Partial<DatasetCard> = {}): DatasetCard => ({
  schema: 'firstpass-dataset-card 1',
  ...{ name: 'cells', format: { id: 'coco', name: 'COCO JSON' }, what: 'annotations' },
  ...{
    createdAt: '2026-01-02T03:04:05.678Z',
    appVersion: '0.1.0',
    version: 'v1',
    contentHash: 'ab',
    journalHead: 'cd',
  },
  ...{ query: null, isApart: true, leftOut: 2, withoutSplit: 1, unavailable: 0, losses: [], licence: '', source: '' },
  ...numbers(),
  ...part,
});
const frontMatterOf = (markdown: string): unknown => parse(/^---\n([^]*?)\n---\n/.exec(markdown)?.[1] ?? '');

describe('the data set card', () => {
  it('counts classes, splits, stages, shapes and sizes', () => {
    expect(numbers()).toEqual({
      ...{ images: 3, labels: 5, emptyImages: 1 },
      classes: [
        { name: 'red | cell', labels: 5, images: 2, labelsBySplit: { train: 4, val: 0, test: 0, none: 1 } },
        { name: 'unused', labels: 0, images: 0, labelsBySplit: { train: 0, val: 0, test: 0, none: 0 } },
      ],
      imagesBySplit: { train: 1, val: 1, test: 0, none: 1 },
      labelsBySplit: { train: 4, val: 0, test: 0, none: 1 },
      imagesByStage: { new: 0, 'in progress': 0, labeled: 2, approved: 1, returned: 0, skipped: 0 },
      labelsByShape: { box: 4, whole: 1 },
      imageSizes: [
        { from: 1, to: 256, count: 1 },
        { from: 257, to: 512, count: 0 },
        { from: 513, to: 1024, count: 1 },
        { from: 1025, to: 2048, count: 0 },
        { from: 2049, to: 4096, count: 0 },
        { from: 4097, to: 8192, count: 0 },
        { from: 8193, to: null, count: 1 },
      ],
      smallestImage: { widthPx: 200, heightPx: 256 },
      largestImage: { widthPx: 300, heightPx: 9000 },
      objectSizes: { small: 1, medium: 2, large: 1 },
      labelsPerImage: expect.arrayContaining([
        { from: 0, to: 0, count: 1 },
        { from: 1, to: 1, count: 1 },
        { from: 3, to: 5, count: 1 },
      ]) as unknown,
    });
  });

  it('says what Hugging Face reads, and tables for people', () => {
    const text = cardMarkdown(
      makeCard({ licence: 'CC BY 4.0', losses: [{ reason: 'shape', name: 'ellipse', count: 1200 }] }),
    );
    expect(frontMatterOf(text)).toEqual({
      pretty_name: 'cells',
      license: 'cc-by-4.0',
      task_categories: ['image-classification', 'object-detection'],
      size_categories: ['n<1K'],
      tags: ['firstpass'],
    });
    expect(text).toContain('| class | labels | images | train | no split |');
    expect(text).toContain('| red \\| cell | 5 | 2 | 4 | 1 |');
    expect(text).toContain('- 2 images of other stages\n- 1 image in no split\n- 1,200 labels are left out');
    expect(text).toContain('From 200 × 256 to 300 × 9000 pixels.');
    expect(text).not.toContain('who labeled');
    expect(cardMarkdown(makeCard({ people: [{ name: 'ann', images: 3 }] }))).toContain('| ann | 3 |');
  });

  it.each([
    [999, 'n<1K'],
    [1000, '1K<n<10K'],
    [99_999, '10K<n<100K'],
    [2_000_000_000, 'n>100M'],
  ])('of %d images is in the size category %s', (images, category) => {
    expect(frontMatterOf(cardMarkdown(makeCard({ images })))).toMatchObject({ size_categories: [category] });
  });

  it('a licence that is not known by a name is written out, and none is invented', () => {
    expect(frontMatterOf(cardMarkdown(makeCard({ licence: 'in-house: "only"' })))).toMatchObject({
      license: 'other',
      license_name: 'in-house: "only"',
    });
    expect(frontMatterOf(cardMarkdown(makeCard()))).not.toHaveProperty('license');
  });

  it('text of others stays text: no markup, no new line, no second front matter', () => {
    expect(markdownText('a|b\n# c <img src=x> [d](e) `f` & *g*')).toBe(
      'a\\|b \\# c &lt;img src\\=x&gt; \\[d\\](e) \\`f\\` &amp; \\*g\\*',
    );
    expect(markdownText('---')).toBe('\\-\\-\\-');
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (text) => {
        expect(markdownText(text)).not.toMatch(/[\n\r<>]|(?<!\\)[|`[\]*_#]/);
        expect(parse(`name: ${yamlText(text)}\nnext: 1`)).toEqual({ name: text, next: 1 });
        expect(frontMatterOf(cardMarkdown(makeCard({ name: text, source: text })))).toMatchObject({
          pretty_name: text,
        });
      }),
    );
  });
});
