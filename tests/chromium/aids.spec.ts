import { mkdirSync } from 'node:fs';
import { userInfo } from 'node:os';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { colorAt, distance, writeQuarters } from '#tests/support/screenColors.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const layer = (page: Page, name: string) => page.locator(`[data-layer=${name}]`);
const status = (page: Page) => page.getByRole('contentinfo');

/** An image of four plain quarters, 800 x 600, red, green, blue and white; shown at full size or smaller. */
async function openQuarters(host: ServeHost, page: Page): Promise<void> {
  const images = path.join(host.home, 'images');
  await host.cli('init', host.project, '--images', images, '--classes', 'a');
  await openPage(page, await host.start(host.project));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  await page.locator('[data-shown]').waitFor();
}

test('a magnifier shows what is under the pointer, the minimap where the view is, and the grid the pixels', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  await writeQuarters(path.join(images, 'a.png'), { width: 800, height: 600 }, [
    [200, 40, 40],
    [40, 200, 40],
    [40, 40, 200],
    [230, 230, 230],
  ]);
  await openQuarters(host, page);
  const canvas = await page.locator('[data-shown]').boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  const middle = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2] as const;

  // Beside the pointer, and the colour of the pixel under it.
  await page.mouse.move(middle[0] - 60, middle[1] - 60);
  await expect(layer(page, 'loupe')).toBeHidden();
  await page.keyboard.press('Shift+Z');
  await expect(layer(page, 'loupe')).toBeVisible();
  const loupe = await layer(page, 'loupe').boundingBox();
  if (!loupe) throw new Error('the magnifier has a place');
  const seen = await colorAt(page, [loupe.x + loupe.width / 2 - 30, loupe.y + loupe.height / 2 - 30]);
  expect(distance(seen, [200, 40, 40])).toBeLessThan(12);
  // Four times as large: 30 of its pixels from the middle are 8 of the screen, so green begins at the far right.
  await page.mouse.move(middle[0] - 5, middle[1] - 60);
  const after = await layer(page, 'loupe').boundingBox();
  if (!after) throw new Error('the magnifier has a place');
  const right = await colorAt(page, [after.x + after.width / 2 + 40, after.y + after.height / 2 - 30]);
  expect(distance(right, [40, 200, 40])).toBeLessThan(12);
  await page.keyboard.press('Shift+Z');
  await expect(layer(page, 'loupe')).toBeHidden();

  // All of the image is on screen: a minimap would say nothing.
  await expect(layer(page, 'minimap')).toBeHidden();
  await page.mouse.move(...middle);
  for (let step = 0; step < 12; step += 1) await page.mouse.wheel(0, -300);
  await expect(status(page)).toContainText(/\d{4} %/);
  await expect(layer(page, 'minimap')).toBeVisible();
  const map = await layer(page, 'minimap').boundingBox();
  if (!map) throw new Error('the minimap has a place');
  await page.mouse.move(map.x + map.width * 0.25, map.y + map.height * 0.75);
  await page.mouse.down();
  await page.mouse.move(map.x + map.width * 0.2, map.y + map.height * 0.7, { steps: 3 });
  await page.mouse.up();
  await expect
    .poll(async () => distance(await colorAt(page, [middle[0] + 5, middle[1] + 5]), [40, 40, 200]))
    .toBeLessThan(12);
  await page.keyboard.press('Shift+M');
  await expect(layer(page, 'minimap')).toBeHidden();

  // Lines between the pixels, as many as there are pixels, and none without.
  const isPlain = async (): Promise<boolean> => {
    const columns = Array.from({ length: 40 }, (_, at) => [middle[0] - 100 + at, middle[1] - 40.5] as const);
    const colors = [];
    for (const place of columns) colors.push(await colorAt(page, place));
    return colors.every((one) => distance(one, [40, 40, 200]) < 12);
  };
  expect(await isPlain()).toBe(false);
  await page.keyboard.press('Shift+G');
  await expect.poll(isPlain).toBe(true);
});

test('a ruler measures without leaving anything behind', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  const before = await colorAt(page, at(200, 140));
  await page.keyboard.press('Shift+U');
  await page.mouse.move(...at(100, 100));
  await page.mouse.down();
  await page.mouse.move(...at(200, 120));
  await page.mouse.move(...at(300, 180));
  await page.mouse.up();
  // It stays when the hand goes, until the next, or Escape.
  await page.mouse.move(...at(500, 400));
  const onLine = at(200, 140);
  await expect.poll(async () => distance(await colorAt(page, onLine), [255, 255, 255])).toBeLessThan(40);
  await page.keyboard.press('Escape');
  await expect.poll(async () => distance(await colorAt(page, onLine), before)).toBeLessThan(10);
  // Two clicks do as well.
  await page.mouse.click(...at(100, 100));
  await page.mouse.click(...at(300, 180));
  await page.mouse.move(...at(500, 400));
  await expect.poll(async () => distance(await colorAt(page, onLine), [255, 255, 255])).toBeLessThan(40);
  expect(await storedShapes(host)).toEqual([]);
});

test('shapes are coloured by who made them', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  await page.keyboard.press('r');
  await page.mouse.click(...at(100, 100));
  await page.mouse.click(...at(200, 200));
  await page.keyboard.press('Shift+I');
  await page.getByText('Annotator', { exact: true }).click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('status', { name: 'What is shown differently' })).toContainText(userInfo().username);
});
