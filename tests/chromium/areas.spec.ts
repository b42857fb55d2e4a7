import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
const areas = (shapes: readonly Record<string, unknown>[]): number[] =>
  shapes.map((one) => {
    const shape: Shape = shapeSchema.parse(one);
    return geometryOf(shape).area(shape);
  });

test('a mask is painted, erased and exported; a second one begins with N', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  const drag = async (...points: (readonly [number, number])[]): Promise<void> => {
    for (const [index, [x, y]] of points.entries()) {
      await page.mouse.move(...at(x, y), { steps: 4 });
      if (index === 0) await page.mouse.down();
    }
    await page.mouse.up();
  };
  await page.keyboard.press('b');
  await expect(page.getByRole('group', { name: 'Brush' })).toContainText('8 px');
  await page.keyboard.press('BracketRight');
  await page.keyboard.press('BracketRight');
  await page.keyboard.press('BracketRight');
  await expect(page.getByRole('group', { name: 'Brush' })).toContainText('24 px');
  await drag([100, 100], [200, 100]);
  await expect(objects(page)).toHaveCount(1);
  // More of the same: a cross, then its middle is erased away.
  await drag([150, 50], [150, 150]);
  await expect(objects(page)).toHaveCount(1);
  await page.keyboard.press('e');
  await drag([150, 95], [150, 105]);
  await page.keyboard.press('n');
  await page.keyboard.press('b');
  await page.keyboard.press('n');
  await drag([300, 300], [301, 300]);
  await expect(objects(page)).toHaveCount(2);
  // Erased to nothing, it's gone; undo brings it back.
  await page.keyboard.down('Alt');
  await page.keyboard.press('BracketRight');
  await drag([298, 300], [303, 300]);
  await page.keyboard.up('Alt');
  await page.keyboard.press('BracketRight');
  await page.keyboard.down('Alt');
  await drag([298, 300], [303, 300]);
  await page.keyboard.up('Alt');
  await expect(objects(page)).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(objects(page)).toHaveCount(2);
  await saved(page);
  const shapes = await storedShapes(host);
  expect(shapes.map(({ kind }) => kind)).toEqual(['mask', 'mask']);
  const cross = 2 * (100 * 24 + Math.PI * 144) - 24 * 24;
  const hole = 10 * 24 + Math.PI * 144;
  expect(Math.abs((areas(shapes)[0] ?? 0) - (cross - hole))).toBeLessThan(60);
  const out = path.join(host.home, 'out');
  await host.cli('export', host.project, '--format', 'coco', '--out', out, '--all-stages');
  const { annotations } = JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as {
    annotations: { segmentation: unknown; area: number }[];
  };
  expect(annotations[0]?.segmentation).toEqual({ size: [480, 640], counts: shapes[0]?.counts });
});

test('boxes are merged, cut, made holes of, simplified and turned into other kinds', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page);
  const box = async (x: number, y: number, x1: number, y1: number): Promise<void> => {
    await page.mouse.click(...at(x, y));
    await page.mouse.click(...at(x1, y1));
  };
  await page.keyboard.press('r');
  await box(100, 100, 200, 200);
  await box(150, 150, 250, 250);
  await expect(objects(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('j');
  await expect(objects(page)).toHaveCount(1);

  // A hole, by a box of its own.
  await page.keyboard.press('r');
  await box(120, 120, 140, 140);
  await expect(objects(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Alt+h');
  await expect(objects(page)).toHaveCount(1);

  // Cut across: three points, finished by Enter.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+K');
  await page.mouse.click(...at(90, 175));
  await page.mouse.click(...at(260, 175));
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(2);
  await saved(page);

  // Both pieces as masks, and as polygons again.
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Alt+m');
  await saved(page);
  await page.keyboard.press('Alt+p');
  await saved(page);

  // A circle of many points, with fewer of them.
  await page.keyboard.press('Shift+O');
  await box(400, 100, 500, 200);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Alt+p');
  await page.keyboard.press('Shift+S');
  const bar = page.getByRole('group', { name: 'Fewer points' });
  await expect(bar).toContainText(/\d+ points → \d+/);
  const [, before, after] = /(\d+) points → (\d+)/.exec((await bar.textContent()) ?? '') ?? [];
  expect(Number(after)).toBeLessThan(Number(before));
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect(bar).toBeHidden();
  await saved(page);
  const shapes = await storedShapes(host);
  expect(shapes.map(({ kind }) => kind)).toEqual(['polygon', 'polygon', 'polygon']);
  const [first = 0, second = 0, circle = 0] = areas(shapes);
  // Two squares of 100 that share 50 by 50, without a hole of 20 by 20.
  expect(Math.abs(first + second - (20_000 - 2500 - 400))).toBeLessThan(300);
  expect(Math.abs(circle - Math.PI * 2500)).toBeLessThan(250);
  const points = (shapes[2]?.rings as number[][])[0]?.length ?? 0;
  expect(points / 2).toBeLessThan(Number(before));
});

test('the whole image gets a class, another instead of it, and several', async ({ host, page, failures: _ }) => {
  await openEmpty(host, page);
  await page.keyboard.press('Shift+Q');
  const bar = page.getByRole('group', { name: 'Whole image' });
  const isGiven = (name: string, is: boolean) =>
    expect(bar.getByRole('button', { name })).toHaveAttribute('aria-pressed', String(is));
  await page.keyboard.press('1');
  await isGiven('red cell', true);
  await page.keyboard.press('2');
  await isGiven('white cell', true);
  await isGiven('red cell', false);
  await bar.getByText('Several classes').click();
  await page.keyboard.press('1');
  await isGiven('red cell', true);
  await expect(objects(page)).toHaveCount(2);
  // Boxes get their class as ever.
  await page.keyboard.press('Escape');
  await expect(bar).toBeHidden();
  await saved(page);
  expect((await storedShapes(host)).map(({ kind }) => kind)).toEqual(['whole', 'whole']);
});

test('a mask gains and loses what is drawn around', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  const click = (x: number, y: number): Promise<void> => page.mouse.click(...at(x, y));
  await page.keyboard.press('Shift+B');
  for (const [x, y] of [
    [100, 100],
    [200, 100],
    [200, 200],
    [100, 200],
  ] as const)
    await click(x, y);
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  // Still armed: a second outline grows it.
  for (const [x, y] of [
    [190, 100],
    [250, 100],
    [250, 200],
    [190, 200],
    [190, 100],
  ] as const)
    await click(x, y);
  await page
    .getByRole('group', { name: 'Brush' })
    .getByRole('button', { name: 'Draw around what a mask loses' })
    .click();
  for (const [x, y] of [
    [100, 100],
    [150, 100],
    [150, 200],
    [100, 200],
  ] as const)
    await click(x, y);
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  await saved(page);
  const [area, ...others] = areas(await storedShapes(host));
  expect(others).toEqual([]);
  expect(Math.abs((area ?? 0) - 100 * 100)).toBeLessThan(400);
});
