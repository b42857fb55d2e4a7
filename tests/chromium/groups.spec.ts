import type { Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const selected = (page: Page) => objects(page).and(page.locator('[aria-selected=true]'));

test('grouped objects are selected, moved and duplicated together, and picked alone with Alt', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page);
  await page.keyboard.press('r');
  for (const x of [50, 150, 250]) {
    await page.mouse.click(...at(x, 50));
    await page.mouse.click(...at(x + 60, 110));
  }
  await expect(objects(page)).toHaveCount(3);
  await page.keyboard.press('v');
  await page.mouse.click(...at(80, 80));
  await page.keyboard.press('Control+g');
  await expect(objects(page).getByRole('img', { name: 'in a group' })).toHaveCount(0);
  await page.keyboard.down('Shift');
  await page.mouse.click(...at(280, 80));
  await page.keyboard.up('Shift');
  await page.keyboard.press('Control+g');
  await expect(objects(page).getByRole('img', { name: 'in a group' })).toHaveCount(2);
  await page.keyboard.press('Escape');

  await page.mouse.click(...at(80, 80));
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.down('Alt');
  await page.mouse.click(...at(80, 80));
  await page.keyboard.up('Alt');
  await expect(selected(page)).toHaveCount(1);
  await page.keyboard.press('Alt+g');
  await expect(selected(page)).toHaveCount(2);
  // The list picks like the canvas.
  await page.keyboard.press('Escape');
  await objects(page).nth(2).click();
  await expect(selected(page)).toHaveCount(2);
  await objects(page)
    .nth(2)
    .click({ modifiers: ['Alt'] });
  await expect(selected(page)).toHaveCount(1);

  await page.keyboard.press('Escape');
  await page.mouse.move(...at(280, 80));
  await page.mouse.down();
  await page.mouse.move(...at(290, 100));
  await page.mouse.move(...at(300, 120));
  await page.mouse.up();
  // Copies are a group of their own.
  await page.keyboard.press('Control+d');
  await expect(objects(page).getByRole('img', { name: 'in a group' })).toHaveCount(4);
  await expect(selected(page)).toHaveCount(2);
  await page.keyboard.press('Control+Shift+G');
  await expect(objects(page).getByRole('img', { name: 'in a group' })).toHaveCount(2);
  await page.keyboard.press('Control+z');
  await expect(objects(page).getByRole('img', { name: 'in a group' })).toHaveCount(4);
  await expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  const places = (await storedShapes(host)).map(({ box }) => (box as number[]).map(Math.round).join());
  expect(places).toEqual(['70,90,60,60', '150,50,60,60', '270,90,60,60', '80,100,60,60', '280,100,60,60']);
});
