import path from 'node:path';
import type { Page } from '@playwright/test';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';

// High enough that the list, of which only what is seen is in the page, shows all objects of an image.
test.use({ viewport: { width: 1440, height: 2600 } });

async function prepare(host: ServeHost, page: Page, classes = 'red cell,white cell,platelet'): Promise<void> {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, ...(classes ? ['--classes', classes] : []));
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start(host.project));
}

const decision = (page: Page) => page.getByRole('region', { name: 'Review' });
const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const shown = (page: Page) => page.locator('[data-shown]');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();

test('a reviewer accepts, rejects, corrects, takes back and finishes with the keyboard', async ({
  host,
  page,
  failures,
}) => {
  await prepare(host, page);
  await page.keyboard.press('Alt+3');
  await expect(shown(page)).toBeVisible();
  const total = await objects(page).count();
  expect(total).toBeGreaterThan(10);
  const scores = (await objects(page).locator('.score').allTextContents()).map(Number);
  expect(scores).toEqual([...scores].sort((a, b) => a - b));
  await expect(objects(page).first()).toHaveAttribute('aria-selected', 'true');

  // Accept, reject, and a class by digit, each of which goes on to the next proposal.
  await page.keyboard.press('Enter');
  await expect(objects(page).filter({ hasText: 'accepted' })).toHaveCount(1);
  await page.keyboard.press('x');
  await expect(objects(page)).toHaveCount(total - 1);
  await page.keyboard.press('2');
  await expect(objects(page).filter({ hasText: 'corrected' })).toHaveCount(1);
  await expect(objects(page).filter({ hasText: 'corrected' })).toContainText('white cell');

  // Correct by keyboard: C, nudge, Enter.
  await page.keyboard.press('c');
  await expect(decision(page)).toContainText('Adjust the shape');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(objects(page).filter({ hasText: 'corrected' })).toHaveCount(2);

  // U takes the newest decision back.
  await page.keyboard.press('u');
  await expect(objects(page).filter({ hasText: 'corrected' })).toHaveCount(1);
  await saved(page);

  // Undo reaches further back: the take-back, then the correction by hand.
  await page.keyboard.press('Control+z');
  await expect(objects(page).filter({ hasText: 'corrected' })).toHaveCount(2);
  await page.keyboard.press('Control+Shift+z');
  await expect(objects(page).filter({ hasText: 'corrected' })).toHaveCount(1);

  // Accept the rest: the item is done and the next one is open.
  const first = await shown(page).getAttribute('data-shown');
  await page.keyboard.press('Shift+Enter');
  await expect(shown(page)).not.toHaveAttribute('data-shown', first ?? '');
  await saved(page);
  await page.keyboard.press('a');
  await expect(shown(page)).toHaveAttribute('data-shown', first ?? '');
  await expect(page.getByRole('banner')).toContainText('Labeled');
  await expect(decision(page)).toContainText('All proposals are decided');
  expect(failures).toEqual([]);
});

test('undo works after the program was killed', async ({ host, page }) => {
  await prepare(host, page);
  await page.keyboard.press('Alt+3');
  await expect(shown(page)).toBeVisible();
  const total = await objects(page).count();
  await page.keyboard.press('x');
  await expect(objects(page)).toHaveCount(total - 1);
  await saved(page);
  await host.stop('SIGKILL');
  await openPage(page, await host.start(host.project));
  await page.keyboard.press('Alt+3');
  await expect(objects(page)).toHaveCount(total - 1);
  await page.keyboard.press('Control+z');
  await expect(objects(page)).toHaveCount(total);
});

test('the first proposal of an unknown class asks what it is, once', async ({ host, page }) => {
  await prepare(host, page, '');
  await page.keyboard.press('Alt+3');
  await expect(decision(page)).toContainText('not in the project');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog');
  await expect(dialog).toContainText('The model calls this');
  await page.keyboard.press('Enter');
  await expect(dialog).toBeHidden();
  await expect(objects(page).filter({ hasText: 'accepted' })).toHaveCount(1);
  await expect(page.getByText('not in the project')).not.toHaveCount(await objects(page).count());
});

test('boxes are drawn, moved, resized, relabeled and deleted', async ({ host, page }) => {
  await prepare(host, page);
  await page.keyboard.press('Alt+2');
  await expect(shown(page)).toBeVisible();
  const before = await objects(page).count();
  const canvas = await shown(page).boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  const drag = async (fromX: number, fromY: number, toX: number, toY: number): Promise<void> => {
    await page.mouse.move(fromX, fromY);
    await page.mouse.down();
    await page.mouse.move((fromX + toX) / 2, (fromY + toY) / 2);
    await page.mouse.move(toX, toY);
    await page.mouse.up();
  };
  await page.keyboard.press('3');
  await page.keyboard.press('r');
  await drag(x - 60, y - 40, x + 60, y + 40);
  const drawn = objects(page).filter({ hasText: 'drawn' });
  await expect(drawn).toHaveCount(1);
  await expect(drawn).toContainText('platelet');
  await expect(objects(page)).toHaveCount(before + 1);
  // The tool stays armed: two clicks make another box.
  await page.mouse.click(x + 100, y - 40);
  await page.mouse.click(x + 140, y + 30);
  await expect(drawn).toHaveCount(2);
  await page.keyboard.press('1');
  await expect(drawn.filter({ hasText: 'red cell' })).toHaveCount(1);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Delete');
  await expect(drawn).toHaveCount(2);
  await drawn.filter({ hasText: 'platelet' }).click();
  await drag(x, y, x + 20, y + 10);
  await drag(x + 80, y + 50, x + 120, y + 90);
  await page.keyboard.press('ArrowRight');
  await saved(page);
  await expect(page.getByText('Move object')).toHaveCount(3);
  await page.keyboard.press('Delete');
  await expect(drawn).toHaveCount(1);
  await page.keyboard.press('Control+z');
  await expect(drawn).toHaveCount(2);
  await saved(page);
  const { ok } = (await host.stop().then(() => host.cli('verify', host.project))) as { ok: boolean };
  expect(ok).toBe(true);
});
