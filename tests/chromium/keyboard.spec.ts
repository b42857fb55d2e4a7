import type { Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
const times = async (page: Page, count: number, key: string): Promise<void> => {
  for (let at = 0; at < count; at += 1) await page.keyboard.press(key);
};

test('a box, a polygon and a mask are drawn without a mouse', async ({ host, page, failures: _ }) => {
  await openEmpty(host, page);
  // From the middle of the image, by steps of ten.
  await page.keyboard.press('r');
  await times(page, 2, 'Shift+ArrowUp');
  await page.keyboard.press('Enter');
  await times(page, 5, 'Shift+ArrowRight');
  await times(page, 3, 'Shift+ArrowDown');
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);

  // A triangle: Enter twice at its last point ends it.
  await page.keyboard.press('p');
  await times(page, 3, 'Shift+ArrowDown');
  await page.keyboard.press('Enter');
  await times(page, 4, 'Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await times(page, 4, 'Shift+ArrowDown');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(2);

  // A stroke goes on between one Enter and the next.
  await page.keyboard.press('b');
  await page.keyboard.press('n');
  await times(page, 20, 'Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await times(page, 6, 'Shift+ArrowLeft');
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(3);
  await saved(page);
  const [box, polygon, mask] = await storedShapes(host);
  const [, , width = 0, height = 0] = box?.box as number[];
  // Steps are as long as keys are fast: whole tens, and three to five of them are not the same.
  expect([width % 10, height % 10]).toEqual([0, 0]);
  expect(width).toBeGreaterThanOrEqual(50);
  expect(height).toBeGreaterThanOrEqual(30);
  expect((polygon?.rings as number[][])[0]).toHaveLength(6);
  expect(mask?.kind).toBe('mask');
});

test('F6 walks the parts of the window, Tab goes on from there, and Escape comes back', async ({
  host,
  page,
  failures: _,
}) => {
  await openEmpty(host, page, 2);
  await page.keyboard.press('r');
  const focused = () => page.evaluate(() => document.activeElement?.closest('[data-focus-region]')?.ariaLabel ?? '');
  const canvas = await page.locator('[data-shown]').getAttribute('aria-label');
  const seen: string[] = [];
  for (let at = 0; at < 6; at += 1) {
    await page.keyboard.press('F6');
    seen.push(await focused());
  }
  expect(seen).toEqual(['Objects and classes', 'Views', '', 'Images', 'Draw', canvas]);

  await expect(page.locator('[data-shown]')).toHaveCSS('outline-style', 'solid');
  await page.locator('[data-shown]').click();
  await expect(page.locator('[data-shown]')).toHaveCSS('outline-style', 'none');

  // In the tools the arrows choose, Enter takes, Escape gives the keys back to the canvas.
  await page.keyboard.press('Shift+F6');
  expect(await focused()).toBe('Draw');
  await expect(page.getByRole('button', { name: 'Draw boxes', exact: true })).toBeFocused();
  await page.keyboard.press('ArrowUp');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Select', exact: true })).toHaveAttribute('aria-pressed', 'true');
  await page.keyboard.press('Tab');
  expect(await focused()).not.toBe('Draw');
  await page.keyboard.press('Shift+F6');
  await page.keyboard.press('Escape');
  expect(await focused()).toBe('');
});
