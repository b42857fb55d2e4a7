import type { Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { trueOutlineAt } from '#tests/support/sampleTruth.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';
import { outlineIou } from '#tests/support/outlineIou.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();

test('a red cell and a white cell are taken by the wand', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  const tolerance = async (): Promise<number> =>
    Number(/Tolerance\s*(\d+)/.exec((await page.getByRole('group', { name: 'Magic wand' }).textContent()) ?? '')?.[1]);
  await page.keyboard.press('w');
  expect(await tolerance()).toBe(12);
  // The rim of a red cell: tried with more, then let go at what fits. Its pale middle is a hole, which Shift fills.
  await page.keyboard.down('Shift');
  await page.mouse.move(...at(413, 182));
  await page.mouse.down();
  const [x, y] = at(413, 182);
  await page.mouse.move(x + 124, y, { steps: 6 });
  expect(await tolerance()).toBe(72);
  await page.mouse.move(x + 20, y, { steps: 6 });
  expect(await tolerance()).toBe(20);
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(objects(page)).toHaveCount(1);
  // The next is a mask of its own; the tolerance is as it was left, and a drag to the left takes less.
  await page.keyboard.press('n');
  await page.keyboard.down('Shift');
  await page.mouse.move(...at(480, 130));
  await page.mouse.down();
  const [left, top] = at(480, 130);
  await page.mouse.move(left - 20, top, { steps: 6 });
  expect(await tolerance()).toBe(12);
  await page.mouse.up();
  await page.keyboard.up('Shift');
  await expect(objects(page)).toHaveCount(2);
  await saved(page);
  const shapes = await storedShapes(host);
  expect(shapes.map(({ kind }) => kind)).toEqual(['mask', 'mask']);
  expect(outlineIou(shapes[0], trueOutlineAt('field-01.jpg', 413, 182))).toBeGreaterThan(0.8);
  expect(outlineIou(shapes[1], trueOutlineAt('field-01.jpg', 480, 130))).toBeGreaterThan(0.8);
});

test('the outline of a white cell follows its edge between clicks', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  await page.keyboard.press('Shift+W');
  const clicks = [
    [464, 150],
    [498, 116],
    [520, 70],
  ] as const;
  for (const [x, y] of clicks) await page.mouse.click(...at(x, y));
  // The third was beside the cell: taken back.
  await page.keyboard.press('Backspace');
  await page.mouse.click(...at(533, 150));
  await page.mouse.click(...at(498, 185));
  await page.mouse.move(...at(470, 160), { steps: 5 });
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  // Given up half way, nothing comes of it.
  await page.mouse.click(...at(382, 180));
  await page.mouse.click(...at(400, 163));
  await page.keyboard.press('Escape');
  await expect(objects(page)).toHaveCount(1);
  await saved(page);
  const shapes = await storedShapes(host);
  expect(shapes.map(({ kind }) => kind)).toEqual(['polygon']);
  expect(outlineIou(shapes[0], trueOutlineAt('field-01.jpg', 480, 130))).toBeGreaterThan(0.9);
});
