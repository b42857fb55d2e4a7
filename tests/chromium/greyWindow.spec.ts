import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import { violations } from '#tests/support/axeViolations.ts';
import { writeDeepImage } from '#tests/support/deepImages.ts';
import { colorAt, distance, writeQuarters } from '#tests/support/screenColors.ts';
import type { Place } from '#tests/support/screenColors.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const size = { width: 600, height: 400 };
/** Above: all values from left to right. Below: two that differ by one of 65,536. */
const ramp = (x: number, y: number): number =>
  y < 100 ? Math.round((x * 65_535) / (size.width - 1)) : x < 300 ? 30_000 : 30_001;
/** 12 bits stored in 16. */
const twelveBits = (x: number, y: number): number => (y < 200 ? Math.round((x * 4_095) / (size.width - 1)) : 2_000);

const canvasOf = (page: Page): Locator => page.locator('[data-shown]');
const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'View settings' });
const hintsOf = (page: Page): Locator => page.getByRole('status', { name: 'What is shown differently' });
const windowOf = (page: Page): Locator => panelOf(page).getByRole('group', { name: 'Grey window' });
const statusOf = (page: Page): Locator => page.getByRole('contentinfo');

async function openAnnotate(page: Page, url: string): Promise<void> {
  await openPage(page, url);
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  await canvasOf(page).waitFor();
}

/** @returns from image pixels of the fitted view to the middle of them on the screen */
async function open(host: ServeHost, page: Page): Promise<(x: number, y: number) => Place> {
  const images = path.join(host.home, 'images');
  await writeDeepImage(path.join(images, 'a.png'), size, ramp);
  await writeDeepImage(path.join(images, 'b.tiff'), size, twelveBits);
  await writeQuarters(path.join(images, 'c.png'), size, [
    [200, 60, 40],
    [30, 160, 60],
    [40, 70, 190],
    [128, 128, 128],
  ]);
  await host.cli('init', host.project, '--images', images, '--classes', 'cell');
  await openAnnotate(page, await host.start(host.project));
  const place = await canvasOf(page).boundingBox();
  if (!place) throw new Error('the canvas has a place');
  const scale = Math.min(4, (place.width - 32) / size.width, (place.height - 32) / size.height);
  const [left, top] = [
    place.x + (place.width - size.width * scale) / 2,
    place.y + (place.height - size.height * scale) / 2,
  ];
  return (x, y) => [left + (x + 0.5) * scale, top + (y + 0.5) * scale];
}

/** The window as the settings file has it. */
function keptWindow(host: ServeHost): unknown {
  const file = path.join(host.home, 'data', 'settings.json');
  if (!existsSync(file)) return undefined;
  const { canvasLook } = JSON.parse(readFileSync(file, 'utf8')) as { canvasLook?: { adjust: { window: unknown } } };
  return canvasLook?.adjust.window;
}

async function shows(page: Page, place: Place, grey: number, within = 2): Promise<void> {
  await expect.poll(async () => distance(await colorAt(page, place), [grey, grey, grey])).toBeLessThanOrEqual(within);
}

async function dragRight(page: Page, [x, y]: Place, across: number, down: number): Promise<void> {
  await page.mouse.move(x, y);
  await page.mouse.down({ button: 'right' });
  await page.mouse.move(x + across, y + down, { steps: 4 });
}

test('two values that differ by one of 65,536 are told apart with a narrow window, and the status bar names them', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await open(host, page);
  const [left, right] = [at(150, 250), at(450, 250)];
  // In the automatic window both are the same grey: half of a hundredth of the pixels lies outside on either side.
  await shows(page, left, 116, 3);
  expect(await colorAt(page, right)).toEqual(await colorAt(page, left));
  await page.mouse.move(...left);
  await expect(statusOf(page)).toContainText('x 150 y 250 value 30,000');
  await page.mouse.move(...right);
  await expect(statusOf(page)).toContainText('x 450 y 250 value 30,001');
  await page.mouse.move(...at(599, 50));
  await expect(statusOf(page)).toContainText('value 65,535');

  await page.keyboard.press('Shift+I');
  await windowOf(page).getByRole('spinbutton', { name: 'Centre' }).fill('30001');
  await windowOf(page).getByRole('spinbutton', { name: 'Width' }).fill('2');
  await page.keyboard.press('Escape');
  await shows(page, left, 0, 0);
  await shows(page, right, 255, 0);
  await expect(hintsOf(page)).toContainText('C 30,001 W 2');
  // As painted while it is dragged, as the copy of the worker, turned, and together with other settings.
  await expect(page.locator('[data-layer=photo]')).toHaveAttribute('data-adjusted', 'copy');
  await shows(page, left, 0, 0);
  await shows(page, right, 255, 0);
  await page.keyboard.press('i');
  await shows(page, left, 255, 0);
  await shows(page, right, 0, 0);
  await page.keyboard.press('i');
  await page.keyboard.press('Shift+H');
  await shows(page, left, 255, 0);
  await page.mouse.move(...left);
  await expect(statusOf(page)).toContainText('value 30,001');
  await page.keyboard.press('Shift+H');

  // The wand sees what a person sees: all that is white, and not the half that is black now.
  await page.keyboard.press('w');
  await page.mouse.click(...right);
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  const [mask] = (await storedShapes(host)).map((shape) => shapeSchema.parse(shape));
  const white = Array.from({ length: size.width * size.height }, (__, index) =>
    ramp(index % size.width, Math.floor(index / size.width)),
  ).filter((value) => value > 30_000).length;
  expect(mask && Math.abs(geometryOf(mask).area(mask) / white - 1)).toBeLessThan(0.02);
});

test('the right button drags the window, a double click resets it; presets and steps have keys', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await open(host, page);
  const grey = at(150, 250);
  await shows(page, grey, 116, 3);
  // Downwards the centre goes up, and with it the grey goes down; what it is stands there while the hand is down.
  await dragRight(page, at(300, 200), 0, 100);
  await expect(hintsOf(page)).toContainText(/C 4\d,\d{3} W 6\d,\d{3}/);
  await expect.poll(async () => (await colorAt(page, grey))[0]).toBeLessThan(80);
  await page.mouse.move(...at(300, 200));
  await page.mouse.move(at(300, 200)[0] - 400, at(300, 200)[1], { steps: 4 });
  await expect(hintsOf(page)).toContainText(/C 3\d,\d{3} W 1\d,\d{3}/);
  await page.mouse.up({ button: 'right' });
  // No label was drawn by it, and the pointer no longer moves the window.
  const text = await hintsOf(page).textContent();
  await page.mouse.move(...at(20, 300));
  await expect(hintsOf(page)).toHaveText(text ?? '');
  await expect(page.getByRole('listbox', { name: 'Objects' }).getByRole('option')).toHaveCount(0);
  await page.mouse.click(...at(300, 200), { button: 'right', clickCount: 2 });
  await expect(hintsOf(page)).toHaveText('');
  await shows(page, grey, 116, 3);

  await page.keyboard.press('Control+Alt+2');
  await expect(hintsOf(page)).toContainText('Full C 32,768 W 65,536');
  await shows(page, grey, Math.round((30_000 / 65_535) * 255));
  await page.keyboard.press('Control+Alt+3');
  await expect(hintsOf(page)).toContainText('Dark');
  await shows(page, grey, 255, 0);
  await page.keyboard.press('Control+Alt+4');
  await expect(hintsOf(page)).toContainText('Bright');
  await shows(page, grey, 0, 0);
  // The keyboard enters the panel where the choice stands, and the keys of the canvas go on to work.
  await page.keyboard.press('Shift+I');
  await expect(windowOf(page).getByRole('radio', { name: 'Bright' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Alt+1');
  await expect(hintsOf(page)).toHaveText('');
  await shows(page, grey, 116, 3);

  await page.keyboard.press('Alt+Shift+ArrowDown');
  await expect.poll(async () => (await colorAt(page, grey))[0]).toBeLessThan(110);
  const [, moved = ''] = /C [\d,]+ W ([\d,]+)/.exec((await hintsOf(page).textContent()) ?? '') ?? [];
  await page.keyboard.press('Alt+Shift+ArrowLeft');
  await expect(hintsOf(page)).toContainText(/C [\d,]+ W [\d,]+/);
  await expect(hintsOf(page)).not.toContainText(`W ${moved}`);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('show the photo as it is');
  await page.keyboard.press('Enter');
  await expect(hintsOf(page)).toHaveText('');
});

test('a window goes along to the next deep image, means nothing to others, and is kept after a restart only where it was wanted', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await open(host, page);
  await page.keyboard.press('Shift+I');
  await windowOf(page).getByRole('spinbutton', { name: 'Centre' }).fill('2001');
  await windowOf(page).getByRole('spinbutton', { name: 'Width' }).fill('100');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await expect(hintsOf(page)).toContainText('C 2,001 W 100');
  await page.keyboard.press('d');
  await page.locator('[data-shown="2"]').waitFor();
  await expect(hintsOf(page)).toContainText('C 2,001 W 100');
  await shows(page, at(300, 300), Math.round((49.5 / 99) * 255));
  await page.mouse.move(...at(300, 300));
  await expect(statusOf(page)).toContainText('value 2,000');

  // Colours: no window, no hint, no value, and the right button does nothing.
  await page.keyboard.press('d');
  await page.locator('[data-shown="3"]').waitFor();
  await expect(hintsOf(page)).toHaveText('');
  await expect(statusOf(page)).toContainText('x 300 y 300');
  await expect(statusOf(page)).not.toContainText('value');
  await dragRight(page, at(450, 300), 60, 60);
  await page.mouse.up({ button: 'right' });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('grey window');
  await expect(page.getByRole('combobox', { name: 'Type a command' })).toHaveValue('grey window');
  await expect(page.getByRole('option', { name: /grey window/i })).toHaveCount(0);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+I');
  await expect(panelOf(page)).toBeVisible();
  await expect(windowOf(page)).toHaveCount(0);
  await page.keyboard.press('a');
  await page.locator('[data-shown="2"]').waitFor();
  await expect(hintsOf(page)).toContainText('C 2,001 W 100');
  await expect(windowOf(page)).toBeVisible();
  await shows(page, at(300, 300), Math.round((49.5 / 99) * 255));

  const restart = async (): Promise<void> => {
    await host.stop();
    await page.goto('about:blank');
    await openAnnotate(page, await host.start(host.project));
  };
  const kept = panelOf(page).getByRole('checkbox', { name: 'Keep after a restart' });
  await kept.check();
  await expect.poll(() => keptWindow(host)).toEqual({ centre: 2_001, width: 100 });
  await restart();
  await expect(hintsOf(page)).toContainText('C 2,001 W 100');
  await page.keyboard.press('Shift+I');
  await kept.uncheck();
  await expect.poll(() => keptWindow(host)).toBe('automatic');
  await restart();
  await expect(hintsOf(page)).toHaveText('');
});

test('a deep image of 45 megapixels has its own values in its tiles, too', async ({ host, page, failures: _ }) => {
  test.setTimeout(180_000);
  const large = { width: 9_000, height: 5_000 };
  const value = (x: number, y: number): number =>
    y < 1_000 ? Math.round((x * 65_535) / (large.width - 1)) : x < 4_500 ? 30_000 : 30_001;
  await writeDeepImage(path.join(host.home, 'images', 'large.png'), large, value);
  await host.cli('init', host.project, '--images', path.join(host.home, 'images'), '--classes', 'cell');
  await openAnnotate(page, await host.start(host.project));
  const photo = page.locator('[data-layer=photo]');
  await expect(photo).toHaveAttribute('data-tiles', 'complete', { timeout: 60_000 });
  const box = await canvasOf(page).boundingBox();
  if (!box) throw new Error('the canvas has a place');
  const [x, y] = [Math.round(box.x + box.width / 2), Math.round(box.y + box.height / 2)];
  const [left, right]: [Place, Place] = [
    [x - 150, y + 20],
    [x + 150, y + 20],
  ];
  // Made smaller, a pixel of the screen stands for several.
  await page.mouse.move(...left);
  await expect(statusOf(page)).toContainText('value ≈ 30,000');
  await page.keyboard.press('Control+Alt+2');
  await expect(hintsOf(page)).toContainText('Full C 32,768 W 65,536');
  await page.keyboard.press('Control+0');
  await expect(statusOf(page)).toContainText('value 30,000');
  await page.mouse.move(...right);
  await expect(statusOf(page)).toContainText('value 30,001');
  await expect(photo).toHaveAttribute('data-tiles', 'complete');
  expect(await colorAt(page, left)).toEqual(await colorAt(page, right));

  await page.keyboard.press('Shift+I');
  await windowOf(page).getByRole('spinbutton', { name: 'Centre' }).fill('30001');
  await windowOf(page).getByRole('spinbutton', { name: 'Width' }).fill('2');
  await page.keyboard.press('Escape');
  await shows(page, left, 0, 0);
  await shows(page, right, 255, 0);
  // One pixel beside the other.
  await shows(page, [x - 2, y], 0, 0);
  await shows(page, [x + 2, y], 255, 0);
  await dragRight(page, left, 300, 0);
  await expect.poll(async () => distance(await colorAt(page, left), await colorAt(page, right))).toBeLessThan(3);
  await page.mouse.up({ button: 'right' });
  await page.mouse.click(...left, { button: 'right', clickCount: 2 });
  await expect(hintsOf(page)).toHaveText('');
  await shows(page, left, 116, 4);
});
