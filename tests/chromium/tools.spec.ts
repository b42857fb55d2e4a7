import type { Page } from '@playwright/test';
import { commandIds } from '#shared/commands/commandRegistry.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { presetKeys } from '#shared/commands/keyChoice.ts';
import { presetIds, presetRegistry } from '#shared/commands/presets/presetRegistry.ts';
import { combineAreas, strokeArea } from '#shared/geometry/areas.ts';
import { commands } from '#shared/text/en/commands.ts';
import { openEmpty } from '#tests/support/editorPage.ts';
import { areaIou, outlineIou } from '#tests/support/outlineIou.ts';
import { pressOnPage } from '#tests/support/pressOnPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

type Point = readonly [number, number];
type Stored = Record<string, unknown>;

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();

/** A person's hand over the image, in its pixels. */
class ImageHand {
  readonly page: Page;
  readonly at: (x: number, y: number) => [number, number];

  constructor(page: Page, at: (x: number, y: number) => [number, number]) {
    this.page = page;
    this.at = at;
  }

  async keys(...keys: string[]): Promise<void> {
    for (const key of keys) await this.page.keyboard.press(key);
  }

  async clicks(...points: readonly Point[]): Promise<void> {
    for (const [x, y] of points) await this.page.mouse.click(...this.at(x, y));
  }

  async drag(...[first, ...others]: readonly Point[]): Promise<void> {
    if (!first) return;
    await this.page.mouse.move(...this.at(...first));
    await this.page.mouse.down();
    for (const point of others) await this.page.mouse.move(...this.at(...point), { steps: 3 });
    await this.page.mouse.up();
  }
}

interface ToolTruth {
  readonly name: string;
  draw(hand: ImageHand): Promise<void>;
  /** How well what was stored is the truth: 1 is exact. */
  score(stored: Stored | undefined): number;
}

const around = (cx: number, cy: number, radius: number, count: number): Point[] =>
  Array.from({ length: count }, (_, at) => {
    const turn = (2 * Math.PI * at) / count;
    return [cx + radius * Math.cos(turn), cy + radius * Math.sin(turn)];
  });

const boxRing = (x: number, y: number, width: number, height: number): number[] => [
  ...[x, y, x + width, y],
  ...[x + width, y + height, x, y + height],
];

/** 1 when all numbers are within a pixel of the truth, else 0. */
const areNear = (numbers: readonly number[] | undefined, truth: readonly number[]): number =>
  Number(numbers?.length === truth.length && numbers.every((value, at) => Math.abs(value - (truth[at] ?? NaN)) < 1));

const corner: readonly Point[] = [
  ...([
    [40, 140],
    [100, 140],
    [100, 165],
    [70, 165],
  ] as const),
  ...([
    [70, 200],
    [40, 200],
  ] as const),
];
const circle = around(190, 170, 35, 48);
/** Three corners of a turned box: one edge, then the far side. */
const [turnedA, turnedB, turnedC, turnedD] = [
  [340, 60],
  [400, 80],
  [390, 110],
  [330, 90],
] as const;
const bar = strokeArea([60, 320, 180, 320], 12);
const gap = strokeArea([120, 290, 120, 350], 12);

const truths: readonly ToolTruth[] = [
  {
    name: 'a box that is dragged',
    draw: async (hand) => (await hand.keys('r'), hand.drag([40, 40], [100, 90])),
    score: (stored) => outlineIou(stored, boxRing(40, 40, 60, 50)),
  },
  {
    name: 'a box by two clicks',
    draw: (hand) => hand.clicks([140, 40], [200, 90]),
    score: (stored) => outlineIou(stored, boxRing(140, 40, 60, 50)),
  },
  {
    name: 'a box by its extremes',
    draw: async (hand) => (await hand.keys('Shift+R'), hand.clicks([270, 40], [300, 60], [250, 90], [240, 70])),
    score: (stored) => outlineIou(stored, boxRing(240, 40, 60, 50)),
  },
  {
    name: 'a rotated box',
    draw: async (hand) => (await hand.keys('o'), hand.clicks(turnedA, turnedB, turnedC)),
    score: (stored) => outlineIou(stored, [turnedA, turnedB, turnedC, turnedD].flat()),
  },
  {
    name: 'an ellipse',
    draw: async (hand) => (await hand.keys('Shift+O'), hand.clicks([440, 40], [520, 90])),
    score: (stored) =>
      outlineIou(
        stored,
        around(0, 0, 1, 64).flatMap(([x, y]) => [480 + 40 * x, 65 + 25 * y]),
      ),
  },
  {
    name: 'a polygon point by point',
    draw: async (hand) => (await hand.keys('p'), await hand.clicks(...corner), hand.keys('Enter')),
    score: (stored) => outlineIou(stored, corner.flat()),
  },
  {
    name: 'a polygon freehand',
    draw: (hand) => hand.drag(...circle, circle[0] ?? [0, 0]),
    score: (stored) => outlineIou(stored, circle.flat()),
  },
  {
    name: 'a line',
    draw: async (hand) => (
      await hand.keys('Shift+P'),
      await hand.clicks([300, 150], [340, 190], [400, 150]),
      hand.keys('Enter')
    ),
    score: ({ points } = {}) => areNear(points as number[], [300, 150, 340, 190, 400, 150]),
  },
  {
    name: 'a point',
    draw: async (hand) => (await hand.keys('2', 'Escape', 'Escape', 'k', '2'), hand.clicks([450, 170])),
    score: ({ point } = {}) => areNear(point as number[], [450, 170]),
  },
  {
    name: 'a mask by brush and eraser',
    async draw(hand) {
      await hand.keys('b', 'n', 'BracketRight', 'BracketRight', 'BracketRight');
      await hand.drag([60, 320], [120, 320], [180, 320]);
      await hand.keys('e');
      await hand.drag([120, 290], [120, 320], [120, 350]);
    },
    score: (stored) => areaIou(stored, combineAreas('subtract', bar, gap)),
  },
];

test('a scripted annotator reaches the truth with each tool, by mouse and keys', async ({
  host,
  page,
  failures: _,
}) => {
  const hand = new ImageHand(page, await openEmpty(host, page));
  for (const [index, { name, draw }] of truths.entries()) {
    await draw(hand);
    await expect(objects(page), name).toHaveCount(index + 1);
  }
  // Cut: a box, then a line through it.
  await hand.keys('r');
  await hand.drag([240, 300], [340, 360]);
  await hand.keys('Shift+K');
  await hand.clicks([280, 280], [280, 380]);
  await hand.keys('Enter');
  await expect(objects(page)).toHaveCount(truths.length + 2);
  // The whole image.
  await hand.keys('Shift+Q', '2');
  await expect(objects(page)).toHaveCount(truths.length + 3);
  await saved(page);
  const stored = await storedShapes(host);
  const scores = truths.map(({ name, score }, index) => [name, score(stored[index])] as const);
  console.log(scores.map(([name, score]) => `${name}: ${score.toFixed(3)}`).join(', '));
  for (const [name, score] of scores) expect(score, name).toBeGreaterThan(0.95);
  const [larger, smaller, whole] = stored.slice(truths.length);
  expect(outlineIou(larger, boxRing(280, 300, 60, 60))).toBeGreaterThan(0.95);
  expect(outlineIou(smaller, boxRing(240, 300, 40, 60))).toBeGreaterThan(0.95);
  expect(whole).toEqual({ kind: 'whole' });
});

const toolCommands: readonly CommandId[] = commandIds.filter((id) => id.startsWith('tool.') && id !== 'tool.repeat');

test('the keys of each preset arm each tool', async ({ host, page, failures: _ }) => {
  await openEmpty(host, page);
  for (const preset of presetIds) {
    await page.keyboard.press('F2');
    await page.getByRole('combobox', { name: 'Keys like those of' }).selectOption(presetRegistry[preset].name);
    await page.keyboard.press('Alt+2');
    await page.locator('[data-shown]').waitFor();
    for (const id of toolCommands)
      for (const key of presetKeys(preset)[id]) {
        await pressOnPage(page, 'Escape');
        await pressOnPage(page, key);
        // The bar of the brush has buttons of its own for what changes a mask.
        const armed = page.getByRole('button', { name: commands[id], exact: true, pressed: true }).first();
        await expect(armed, `${preset}: ${key} for ${id}`).toBeVisible();
      }
  }
});
