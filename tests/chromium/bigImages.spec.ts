import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { squareAt, writeSquares } from '#tests/support/bigImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const size = { width: 12_000, height: 9_000 };
/** Where the second image starts in the pattern: it is another one everywhere. */
const shift = 1_000;

const photoOf = (page: Page): Locator => page.locator('[data-layer=photo]');
const complete = (page: Page): Promise<void> =>
  expect(photoOf(page)).toHaveAttribute('data-tiles', 'complete', { timeout: 60_000 });

async function open(host: ServeHost, page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const images = path.join(host.home, 'images');
  await writeSquares(path.join(images, 'a.png'), size);
  await writeSquares(path.join(images, 'b.png'), { width: 9_001, height: 7_003 }, shift);
  await host.cli('init', host.project, '--images', images, '--classes', 'cell');
  await openPage(page, await host.start(host.project));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  await page.locator('[data-shown]').waitFor();
  const place = await photoOf(page).boundingBox();
  if (!place) throw new Error('the canvas has a place');
  return place;
}

/** All pixels of the canvas, RGBA. */
const pixelsOf = async (page: Page): Promise<{ width: number; height: number; data: Buffer }> => {
  const { width, height, text } = await photoOf(page).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = (canvas.getContext('2d') as CanvasRenderingContext2D).getImageData(
      0,
      0,
      canvas.width,
      canvas.height,
    );
    let binary = '';
    for (let at = 0; at < data.length; at += 8_192) binary += String.fromCharCode(...data.subarray(at, at + 8_192));
    return { width: canvas.width, height: canvas.height, text: btoa(binary) };
  });
  return { width, height, data: Buffer.from(text, 'base64') };
};

/** Pixels of the screen that differ from what they must be. */
async function wrongPixels(
  page: Page,
  truth: (x: number, y: number) => readonly [number, number, number],
): Promise<number> {
  const { width, height, data } = await pixelsOf(page);
  let wrong = 0;
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 4;
      const [red, green, blue] = truth(x, y);
      if (data[at] !== red || data[at + 1] !== green || data[at + 2] !== blue || data[at + 3] !== 255) wrong += 1;
    }
  return wrong;
}

test('at 100 % a photo of 108 megapixels is on the screen pixel by pixel: turned, flipped, inverted, and a box lies where it was drawn', async ({
  host,
  page,
  failures: _,
}) => {
  test.setTimeout(240_000);
  const place = await open(host, page);
  await complete(page);
  await page.keyboard.press('Control+0');
  await complete(page);
  const [left, top] = [Math.round(place.width / 2 - size.width / 2), Math.round(place.height / 2 - size.height / 2)];
  const invert = ([red, green, blue]: readonly [number, number, number]) =>
    [255 - red, 255 - green, 255 - blue] as [number, number, number];
  expect(await wrongPixels(page, (x, y) => squareAt(x - left, y - top))).toBe(0);

  await page.keyboard.press('i');
  await expect.poll(() => wrongPixels(page, (x, y) => invert(squareAt(x - left, y - top)))).toBe(0);
  await page.keyboard.press('i');
  await page.keyboard.press('t');
  // A quarter to the right about the middle: what lay above lies to the right.
  const right = Math.round(place.width / 2 + size.height / 2);
  const turnedTop = Math.round(place.height / 2 - size.width / 2);
  await expect.poll(() => wrongPixels(page, (x, y) => squareAt(y - turnedTop, right - 1 - x))).toBe(0);
  await page.keyboard.press('Shift+T');
  await page.keyboard.press('Shift+H');
  const farRight = Math.round(place.width / 2 + size.width / 2);
  await expect.poll(() => wrongPixels(page, (x, y) => squareAt(farRight - 1 - x, y - top))).toBe(0);
  await page.keyboard.press('Shift+H');

  await page.keyboard.press('r');
  await page.mouse.move(place.x + 200, place.y + 150);
  await page.mouse.down();
  await page.mouse.move(place.x + 520, place.y + 390, { steps: 4 });
  await page.mouse.up();
  // The wand reads the pixels of the file: one square of the pattern, of four pixels a side.
  await page.keyboard.press('w');
  await page.mouse.click(place.x + 700.5, place.y + 500.5);
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  await expect(page.getByRole('listbox', { name: 'Objects' }).getByRole('option')).toHaveCount(2);
  const [box, area] = (await storedShapes(host)) as [unknown, { kind: string }];
  const corner = (length: number, side: number): number => side / 2 - length / 2;
  const [x, y] = [200 - corner(size.width, place.width), 150 - corner(size.height, place.height)];
  expect(box).toEqual({ kind: 'box', box: [x, y, 320, 240] });
  expect(area.kind).toBe('mask');
});

test('no tile of the image before is seen under the next one, and none is missing at odd zooms', async ({
  host,
  page,
  failures: _,
}) => {
  test.setTimeout(240_000);
  const place = await open(host, page);
  await complete(page);
  for (let step = 0; step < 7; step += 1) {
    await page.mouse.move(place.x + 333, place.y + 222);
    await page.mouse.wheel(0, -217);
    await complete(page);
    // The photo fills the canvas from here on: a gap between tiles would let the background through.
    const { data, width, height } = await pixelsOf(page);
    if (step < 3) continue;
    let gaps = 0;
    for (let at = 3; at < width * height * 4; at += 4) if (data[at] !== 255) gaps += 1;
    expect([step, gaps]).toEqual([step, 0]);
  }
  await page.keyboard.press('d');
  await page.locator('[data-shown="2"]').waitFor();
  await complete(page);
  await page.keyboard.press('Control+0');
  await complete(page);
  const [left, top] = [Math.round(place.width / 2 - 9_001 / 2), Math.round(place.height / 2 - 7_003 / 2)];
  expect(await wrongPixels(page, (x, y) => squareAt(x - left + shift, y - top))).toBe(0);
});
