import type { Locator, Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const selected = (page: Page) => objects(page).and(page.locator('[aria-selected=true]'));
const hints = (page: Page) => page.getByRole('status', { name: 'What is shown differently' });
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();

async function drawBoxes(
  page: Page,
  at: (x: number, y: number) => [number, number],
  places: readonly (readonly [number, number])[],
): Promise<void> {
  await page.keyboard.press('r');
  for (const [x, y] of places) {
    await page.mouse.click(...at(x, y));
    await page.mouse.click(...at(x + 60, y + 60));
  }
  await expect(objects(page)).toHaveCount(places.length);
  await page.keyboard.press('v');
  await page.keyboard.press('Escape');
}

test('objects are locked, hidden and looked at alone, in one image only, and all of them are kept', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page, 2);
  await drawBoxes(page, at, [
    [50, 50],
    [150, 50],
    [250, 50],
  ]);
  // Locked, it can't be pointed at, moved, or deleted, also when the list selects it.
  await page.mouse.click(...at(80, 80));
  await page.keyboard.press('l');
  await expect(objects(page).first().getByRole('img', { name: 'locked' })).toBeVisible();
  await page.keyboard.press('Delete');
  await page.keyboard.press('Shift+ArrowDown');
  await page.keyboard.press('Escape');
  await page.mouse.click(...at(80, 80));
  await expect(selected(page)).toHaveCount(0);
  await expect(hints(page)).toContainText('1 locked');

  // Hidden by its eye in the list: nothing is there to be clicked.
  await objects(page).nth(1).hover();
  await objects(page).nth(1).getByTitle('Hide').click();
  await expect(objects(page).nth(1)).toHaveAccessibleName(/hidden/);
  await page.mouse.click(...at(180, 80));
  await expect(selected(page)).toHaveCount(0);

  // Alone, and back to what was hidden before.
  await page.mouse.click(...at(280, 80));
  await page.keyboard.press('Shift+L');
  await expect(hints(page)).toContainText('2 hidden, only some are shown');
  await page.keyboard.press('Shift+L');
  await expect(hints(page)).not.toContainText('only some');

  // Another image knows nothing of it; this one still does.
  await page.keyboard.press('d');
  await expect(objects(page)).toHaveCount(0);
  await expect(hints(page)).not.toContainText('hidden');
  await page.keyboard.press('a');
  await expect(objects(page)).toHaveCount(3);
  await hints(page).getByRole('button', { name: '1 hidden' }).click();
  await expect(hints(page)).not.toContainText('hidden');
  await page.mouse.click(...at(180, 80));
  await expect(selected(page)).toHaveCount(1);
  await saved(page);
  const places = (await storedShapes(host)).map(({ box }) => (box as number[]).map(Math.round).join());
  expect(places).toEqual(['50,50,60,60', '150,50,60,60', '250,50,60,60']);
});

test('undo says what it takes back, and can be asked for this image alone', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page, 2);
  await drawBoxes(page, at, [
    [50, 50],
    [150, 50],
  ]);
  await page.mouse.click(...at(80, 80));
  await page.keyboard.press('Shift+ArrowDown');
  const [undo, redo] = ['Undo', 'Redo'].map((name) => page.getByRole('button', { name, exact: true }));
  await expect(undo as Locator).toHaveAttribute('title', /^Undo: Move object /);
  await page.keyboard.press('d');
  await expect(objects(page)).toHaveCount(0);
  await expect(undo as Locator).toHaveAttribute('title', /^Undo: Move object \(another image\)/);
  await drawBoxes(page, at, [[250, 50]]);
  await page.keyboard.press('a');
  await expect(objects(page)).toHaveCount(2);
  await expect(undo as Locator).toHaveAttribute('title', /^Undo: Draw box \(another image\)/);

  // The newest edit lies in the other image, and stays.
  await page.getByRole('button', { name: 'Undo in this image: Move object' }).waitFor();
  await page.keyboard.press('Control+k');
  await page.keyboard.type('in this image');
  await expect(page.getByRole('option', { name: /^Undo in this image: Move object/ })).toBeVisible();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+Alt+z');
  await expect(redo as Locator).toHaveAttribute('title', /^Redo: Move object/);
  await page.keyboard.press('Control+Alt+z');
  await expect(objects(page)).toHaveCount(1);
  await page.keyboard.press('Control+Alt+z');
  await expect(objects(page)).toHaveCount(0);
  await page.keyboard.press('Control+Alt+z');
  await expect(page.getByText('Nothing to undo in this image')).toBeVisible();
  const places = (await storedShapes(host)).map(({ box }) => (box as number[]).map(Math.round).join());
  expect(places).toEqual(['250,50,60,60']);
});

test('several vertices are chosen, moved and taken out, and an edge slides', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  await page.keyboard.press('p');
  for (const [x, y] of [
    [100, 100],
    [200, 100],
    [200, 200],
    [150, 230],
    [100, 200],
  ] as const)
    await page.mouse.click(...at(x, y));
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  await page.keyboard.press('v');
  const drag = async (from: readonly [number, number], to: readonly [number, number]): Promise<void> => {
    await page.mouse.move(...at(...from));
    await page.mouse.down();
    await page.mouse.move(...at((from[0] + to[0]) / 2, (from[1] + to[1]) / 2));
    await page.mouse.move(...at(...to));
    await page.mouse.up();
  };
  await page.mouse.click(...at(150, 150));
  // The right side is framed, dragged by one of its corners, and nudged.
  await page.keyboard.down('Control');
  await drag([180, 80], [220, 220]);
  await page.keyboard.up('Control');
  await drag([200, 100], [240, 100]);
  await page.keyboard.press('Shift+ArrowRight');
  // The tip goes; the left edge slides.
  await page.keyboard.down('Control');
  await page.mouse.click(...at(250, 100));
  await page.mouse.click(...at(250, 200));
  await page.mouse.click(...at(150, 230));
  await page.keyboard.up('Control');
  await page.keyboard.press('Delete');
  await page.keyboard.down('Control');
  await drag([100, 150], [70, 150]);
  await page.keyboard.up('Control');
  await saved(page);
  const [polygon] = (await storedShapes(host)) as { rings: number[][] }[];
  expect(polygon?.rings[0]?.map(Math.round)).toEqual([70, 100, 250, 100, 250, 200, 70, 200]);
});

test('the labels of the previous image are pasted, and not twice without asking', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page, 2);
  await drawBoxes(page, at, [
    [50, 50],
    [150, 50],
  ]);
  await page.keyboard.press('Control+Shift+V');
  await expect(page.getByText('There is no image before this one')).toBeVisible();
  await page.keyboard.press('d');
  await expect(objects(page)).toHaveCount(0);
  await page.keyboard.press('Control+Shift+V');
  await expect(objects(page)).toHaveCount(2);
  await page.keyboard.press('Escape');
  await page.mouse.click(...at(80, 80));
  await page.keyboard.press('Delete');
  await expect(objects(page)).toHaveCount(1);
  await page.keyboard.press('Control+Shift+V');
  await page.getByRole('button', { name: 'Paste the 1 others' }).click();
  await expect(objects(page)).toHaveCount(2);
  await saved(page);
  expect(await storedShapes(host)).toHaveLength(4);
});
