import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import { colorAt, distance, writeQuarters } from '#tests/support/screenColors.ts';
import type { Place, Rgb } from '#tests/support/screenColors.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const [width, height] = [600, 400];
const red: Rgb = [200, 60, 40];
const green: Rgb = [30, 160, 60];
const blue: Rgb = [40, 70, 190];
const grey: Rgb = [128, 128, 128];

const canvasOf = (page: Page): Locator => page.locator('[data-shown]');
const photoOf = (page: Page): Locator => page.locator('[data-layer=photo]');
const panelOf = (page: Page): Locator => page.getByRole('region', { name: 'View settings' });
const hintsOf = (page: Page): Locator => page.getByRole('status', { name: 'What is shown differently' });

async function shows(page: Page, place: Place, color: Rgb, within = 6): Promise<void> {
  await expect.poll(async () => distance(await colorAt(page, place), color)).toBeLessThanOrEqual(within);
}

async function openAnnotate(page: Page, url: string): Promise<void> {
  await openPage(page, url);
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  await canvasOf(page).waitFor();
}

/** Images of four plain quarters. @returns from image pixels of the fitted view to the screen */
async function openQuarters(host: ServeHost, page: Page): Promise<(x: number, y: number) => Place> {
  const images = path.join(host.home, 'images');
  mkdirSync(images, { recursive: true });
  await writeQuarters(path.join(images, 'a.png'), { width, height }, [red, green, blue, grey]);
  await writeQuarters(path.join(images, 'b.png'), { width, height }, [blue, grey, red, green]);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell');
  await openAnnotate(page, await host.start(host.project));
  const place = await canvasOf(page).boundingBox();
  if (!place) throw new Error('the canvas has a place');
  const scale = Math.min(4, (place.width - 32) / width, (place.height - 32) / height);
  const [left, top] = [place.x + (place.width - width * scale) / 2, place.y + (place.height - height * scale) / 2];
  return (x, y) => [left + x * scale, top + y * scale];
}

const invert = (color: Rgb): Rgb => [255 - color[0], 255 - color[1], 255 - color[2]];

test('the photo is shown inverted, brighter, by channel, also when it is moved, and in the next image; a hint says so', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openQuarters(host, page);
  const [topLeft, topRight, bottomLeft, bottomRight] = [at(290, 150), at(450, 100), at(290, 300), at(450, 300)];
  await shows(page, topLeft, red);
  await shows(page, bottomRight, grey);
  await expect(hintsOf(page)).toHaveText('');

  await page.keyboard.press('i');
  await shows(page, topLeft, invert(red));
  await shows(page, bottomLeft, invert(blue));
  await expect(hintsOf(page)).toContainText('Inverted');
  // Painted from the copy of the worker it is the same.
  await expect(photoOf(page)).toHaveAttribute('data-adjusted', 'copy');
  await shows(page, topLeft, invert(red));
  await page.mouse.move(...topRight);
  await page.mouse.down({ button: 'middle' });
  await page.mouse.move(topRight[0] - 100, topRight[1] + 100, { steps: 3 });
  await page.mouse.up({ button: 'middle' });
  await shows(page, topLeft, invert(green));
  await page.keyboard.press('f');

  // The next image is never seen as its file has it: also in the very frame in which it appears it is inverted.
  const seen = await page.evaluate(
    ([x, y]) =>
      new Promise<number[]>((resolve) => {
        const host_ = document.querySelector<HTMLElement>('[data-shown]');
        const photo = document.querySelector<HTMLCanvasElement>('[data-layer=photo]');
        if (!host_ || !photo) throw new Error('the canvas is there');
        const before = host_.dataset.shown;
        const box = photo.getBoundingClientRect();
        const look = (): void => {
          const { shown } = host_.dataset;
          const isThere = shown !== undefined && shown !== before;
          const pixel = photo.getContext('2d')?.getImageData(x - box.left, y - box.top, 1, 1).data;
          if (isThere) resolve([...(pixel ?? [])].slice(0, 3));
          // After the frame's own painting.
          else requestAnimationFrame(() => setTimeout(look));
        };
        look();
        window.dispatchEvent(new KeyboardEvent('keydown', { code: 'KeyD', key: 'd' }));
      }),
    topLeft as [number, number],
  );
  expect(distance(seen as unknown as Rgb, invert(blue))).toBeLessThanOrEqual(6);
  await page.keyboard.press('a');
  await shows(page, topLeft, invert(red));
  await page.keyboard.press('i');
  await shows(page, topLeft, red);
  await expect(hintsOf(page)).toHaveText('');

  // The panel: one channel, then a slider by the mouse and by keys, which don't move anything else.
  await page.keyboard.press('Shift+I');
  await expect(panelOf(page)).toBeVisible();
  await panelOf(page).getByTitle('Green channel').click();
  await shows(page, topLeft, [60, 60, 60]);
  await shows(page, topRight, [160, 160, 160]);
  await panelOf(page).getByTitle('All colours').click();
  const slider = panelOf(page).getByRole('slider', { name: 'Brightness' });
  const track = await slider.boundingBox();
  if (!track) throw new Error('the slider has a place');
  await page.mouse.move(track.x + track.width / 2, track.y + track.height / 2);
  await page.mouse.down();
  await page.mouse.move(track.x + track.width - 2, track.y + track.height / 2, { steps: 5 });
  // Live, while the hand is still down.
  await shows(page, bottomRight, [255, 255, 255]);
  await page.mouse.up();
  await slider.dblclick();
  await shows(page, bottomRight, grey);
  await slider.focus();
  for (let step = 0; step < 20; step += 1) await page.keyboard.press('ArrowRight');
  await expect(slider).toHaveAttribute('aria-valuetext', '+20');
  await shows(page, bottomRight, [179, 179, 179]);
  await expect(hintsOf(page)).toContainText('Brightness +20');
  await page.keyboard.press('Escape');
  await expect(panelOf(page)).toHaveCount(0);
  // One click and it is as the file has it.
  await hintsOf(page).getByRole('button').click();
  await shows(page, bottomRight, grey);
  await expect(photoOf(page)).toHaveAttribute('data-adjusted', 'not');
});

test('after a restart the photo is as its file has it, unless it was to be kept', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openQuarters(host, page);
  const place = at(450, 300);
  const restart = async (): Promise<void> => {
    await host.stop();
    await openAnnotate(page, await host.start(host.project));
  };
  const file = path.join(host.home, 'data', 'settings.json');
  const isKept = (): unknown =>
    existsSync(file) &&
    (JSON.parse(readFileSync(file, 'utf8')) as { canvasLook?: { isKept: boolean } }).canvasLook?.isKept;
  await page.keyboard.press('Shift+I');
  await panelOf(page).getByText('Luma').click();
  await panelOf(page).getByText('Invert colours').click();
  await shows(page, at(290, 150), [164, 164, 164]);
  await expect.poll(isKept).toBe(false);
  await restart();
  await shows(page, at(290, 150), red);
  await page.keyboard.press('i');
  await page.keyboard.press('Shift+I');
  await panelOf(page).getByText('Keep after a restart').click();
  await expect.poll(isKept).toBe(true);
  await restart();
  await shows(page, place, [127, 127, 127], 2);
  await shows(page, at(290, 150), invert(red));
  await expect(hintsOf(page)).toContainText('Inverted');
});

/** Draws a box from corner to corner in a class, and puts it down unselected. */
async function drawBox(page: Page, classKey: string, from: Place, to: Place): Promise<void> {
  await page.keyboard.press('r');
  await page.keyboard.press(classKey);
  await page.mouse.click(...from);
  await page.mouse.click(...to);
  for (let times = 0; times < 3; times += 1) await page.keyboard.press('Escape');
  await page.mouse.move(from[0] - 20, from[1] - 20);
}

const skyBlue: Rgb = [86, 180, 233];
const orange: Rgb = [230, 159, 0];
const noScore: Rgb = [184, 184, 184];

test('shapes are filled as much as wanted or not at all, and coloured by class, object, source and score', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openQuarters(host, page);
  await drawBox(page, '2', at(400, 250), at(500, 350));
  await drawBox(page, '2', at(400, 50), at(500, 150));
  const [inside, other, beside] = [at(450, 300), at(450, 100), at(380, 300)];
  const mix = (over: Rgb, under: Rgb, part: number): Rgb =>
    over.map((value, channel) => Math.round(value * part + (under[channel] ?? 0) * (1 - part))) as unknown as Rgb;
  await shows(page, inside, mix(orange, grey, 0.12));
  await page.keyboard.press('y');
  await shows(page, inside, grey, 1);
  await page.keyboard.press('y');
  // Out of the way as long as a key is held, or the window is there.
  for (const release of [
    (): Promise<void> => page.keyboard.up('h'),
    (): Promise<boolean> => page.evaluate(() => window.dispatchEvent(new Event('blur'))),
  ]) {
    await page.keyboard.down('h');
    await shows(page, inside, grey, 1);
    await release();
    await shows(page, inside, mix(orange, grey, 0.12));
  }
  await page.keyboard.up('h');
  await page.keyboard.press('Shift+I');
  const slider = panelOf(page).getByRole('slider', { name: 'Fill' });
  await slider.focus();
  await page.keyboard.press('End');
  await shows(page, inside, orange);
  await shows(page, other, orange);
  await shows(page, beside, grey);
  await page.keyboard.press('Escape');

  const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
  const swatch = (): Promise<string> =>
    objects
      .last()
      .locator('i')
      .evaluate((one) => getComputedStyle(one).backgroundColor);
  // By object: the two of one class differ, and the list says which is which.
  await page.keyboard.press('Shift+C');
  await shows(page, inside, skyBlue);
  await shows(page, other, orange);
  await page.keyboard.press('Shift+C');
  await shows(page, inside, skyBlue);
  await shows(page, other, skyBlue);
  await expect(page.getByText('corrected', { exact: true })).toBeVisible();
  await expect.poll(swatch).toBe('rgb(86, 180, 233)');
  await page.keyboard.press('Shift+C');
  await shows(page, other, noScore);
  // By annotator: one person drew both, in the first colour.
  await page.keyboard.press('Shift+C');
  await shows(page, inside, skyBlue);
  await shows(page, other, skyBlue);
  await page.keyboard.press('Shift+C');
  await shows(page, other, orange);

  // Unlike the colours of the photo this is how a person likes to work: it outlives the program.
  const file = path.join(host.home, 'data', 'settings.json');
  await expect
    .poll(() => existsSync(file) && (JSON.parse(readFileSync(file, 'utf8')) as Record<string, unknown>).canvasLook)
    .toMatchObject({ fillOpacity: 1, colorBy: 'class' });
  await host.stop();
  await openAnnotate(page, await host.start(host.project));
  await shows(page, inside, orange);
});

test('the selection is zoomed to, and without one there is nothing to zoom to', async ({ host, page, failures: _ }) => {
  const at = await openQuarters(host, page);
  await drawBox(page, '1', at(10, 10), at(50, 30));
  await drawBox(page, '2', at(560, 370), at(580, 380));
  await page.keyboard.press('y');
  await page.mouse.click(...at(570, 375));
  await page.mouse.move(...at(300, 100));
  await page.keyboard.press('Shift+F');
  const place = await canvasOf(page).boundingBox();
  if (!place) throw new Error('the canvas has a place');
  const [x, y] = [place.x + place.width / 2, place.y + place.height / 2];
  await shows(page, [x, y], grey);
  // The box is 20 pixels wide, 16 times as large: its edge is where it belongs, with its white core.
  await shows(page, [x - 160, y], [255, 255, 255], 60);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Shift+F');
  const both = Math.min((0.75 * place.width) / 570, (0.75 * place.height) / 370);
  await expect(page.getByText(`${Math.round(both * 100)} %`, { exact: true })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('Zoom to selection');
  await expect(page.getByRole('dialog')).toContainText('No command of that name');
});

/** As `openQuarters`, for the image of 600 x 400 turned right by a quarter in the same canvas. */
async function turnedRight(page: Page): Promise<(x: number, y: number) => Place> {
  const place = await canvasOf(page).boundingBox();
  if (!place) throw new Error('the canvas has a place');
  const scale = Math.min(4, (place.width - 32) / height, (place.height - 32) / width);
  const [left, top] = [place.x + (place.width - height * scale) / 2, place.y + (place.height - width * scale) / 2];
  return (x, y) => [left + (height - y) * scale, top + x * scale];
}

test('the view is turned and flipped; hands, handles, arrows and labels follow, and what is stored does not', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openQuarters(host, page);
  const middles = [at(150, 100), at(450, 100), at(150, 300), at(450, 300)] as const;
  const showsQuarters = async (...colors: readonly [Rgb, Rgb, Rgb, Rgb]): Promise<void> => {
    for (const [quarter, place] of middles.entries()) await shows(page, place, colors[quarter] as Rgb);
  };
  await showsQuarters(red, green, blue, grey);
  await page.keyboard.press('Shift+H');
  await showsQuarters(green, red, grey, blue);
  await expect(hintsOf(page)).toContainText('Flipped left to right');
  await page.keyboard.press('Shift+V');
  await showsQuarters(grey, blue, green, red);
  await expect(hintsOf(page)).toContainText('Turned 180°');
  await page.keyboard.press('Shift+H');
  await expect(hintsOf(page)).toContainText('Flipped top to bottom');
  await hintsOf(page).getByRole('button').click();
  await showsQuarters(red, green, blue, grey);
  await page.keyboard.press('Shift+T');
  await expect(hintsOf(page)).toContainText('Turned 270°');
  await page.keyboard.press('t');
  await page.keyboard.press('t');
  await expect(hintsOf(page)).toContainText('Turned 90°');

  // Fitted anew, and the shapes of hands go where the image is: a box in the green quarter.
  const turned = await turnedRight(page);
  await shows(page, turned(150, 100), red);
  await shows(page, turned(450, 100), green);
  await shows(page, turned(150, 300), blue);
  await drawBox(page, '2', turned(400, 50), turned(500, 150));
  await shows(page, turned(400, 100), orange, 40);
  await page.keyboard.press('v');
  await page.mouse.click(...turned(450, 100));
  // The image's right edge lies at the bottom: there the cursor points up and down, and a pull makes it wider.
  const overlay = page.locator('[data-layer=overlay]');
  await page.mouse.move(...turned(500, 100));
  await expect(overlay).toHaveCSS('cursor', 's-resize');
  await page.mouse.down();
  await page.mouse.move(...turned(510, 100));
  await page.mouse.move(...turned(520, 100));
  await page.mouse.up();
  // Down on the screen is right in the image.
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  // Also adjusted, by the worker and before it, the turned photo lies where it did.
  await page.keyboard.press('i');
  await shows(page, turned(150, 300), invert(blue));
  await expect(photoOf(page)).toHaveAttribute('data-adjusted', 'copy');
  await shows(page, turned(150, 300), invert(blue));
  await page.keyboard.press('i');
  const shapes = await storedShapes(host);
  expect(shapes.map(({ box }) => (box as number[]).map(Math.round))).toEqual([[410, 51, 120, 100]]);
});
