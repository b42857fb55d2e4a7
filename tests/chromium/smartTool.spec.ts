import type { Page } from '@playwright/test';
import { violations } from '#tests/support/axeViolations.ts';
import { openEmpty } from '#tests/support/editorPage.ts';
import { outlineIou } from '#tests/support/outlineIou.ts';
import { trueOutlineAt } from '#tests/support/sampleTruth.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
const bar = (page: Page) => page.getByRole('group', { name: 'Smart tool' });
const times = async (page: Page, count: number, key: string): Promise<void> => {
  for (let at = 0; at < count; at += 1) await page.keyboard.press(key);
};

async function drag(page: Page, from: [number, number], to: [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 8 });
  await page.mouse.up();
}

test('a box around a cell becomes its outline, as a polygon or as a mask', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  await page.keyboard.press('s');
  await expect(bar(page)).toContainText('Drag a box around an object');
  expect(await violations(page)).toEqual([]);
  // A white cell; what is found is shown while it is dragged.
  await drag(page, at(459, 111), at(539, 191));
  await expect(bar(page)).toContainText('Enter keeps it');
  expect(await violations(page)).toEqual([]);
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);

  // Given up, nothing comes of it; neither of one whose box was taken back.
  await drag(page, at(370, 158), at(424, 206));
  await page.keyboard.press('Escape');
  await drag(page, at(370, 158), at(424, 206));
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);

  // A red cell as a mask: a point that is no part of it, taken back, and one that is.
  await page.keyboard.press('Alt+s');
  await expect(bar(page).getByRole('button', { name: 'Mask' })).toHaveAttribute('aria-pressed', 'true');
  await drag(page, at(374, 157), at(425, 207));
  await page.keyboard.down('Alt');
  await page.mouse.click(...at(412, 182));
  await page.keyboard.up('Alt');
  await page.keyboard.press('Backspace');
  await page.mouse.click(...at(413, 182));
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(2);
  await saved(page);
  const shapes = await storedShapes(host);
  expect(shapes.map(({ kind }) => kind)).toEqual(['polygon', 'mask']);
  expect(outlineIou(shapes[0], trueOutlineAt('field-01.jpg', 480, 130))).toBeGreaterThan(0.85);
  expect(outlineIou(shapes[1], trueOutlineAt('field-01.jpg', 413, 182))).toBeGreaterThan(0.85);
});

test('without a mouse: two corners, a place that is no part of it, and Enter twice', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page);
  // The mouse is where the first corner is to be, and stays there.
  await page.mouse.move(...at(41, 128));
  await page.keyboard.press('s');
  await times(page, 6, 'ArrowLeft');
  await times(page, 6, 'ArrowUp');
  await page.keyboard.press('Enter');
  await times(page, 60, 'ArrowRight');
  await times(page, 62, 'ArrowDown');
  await page.keyboard.press('Enter');
  await expect(bar(page)).toContainText('Enter keeps it');
  await page.keyboard.press('Alt+Enter');
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  await saved(page);
  const shapes = await storedShapes(host);
  expect(shapes.map(({ kind }) => kind)).toEqual(['polygon']);
});
