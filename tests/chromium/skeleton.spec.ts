import { readFileSync } from 'node:fs';
import path from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import type { Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const joints = (page: Page) => page.getByRole('region', { name: 'Joints' });
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
const dialog = (page: Page) => page.getByRole('dialog', { name: 'Edit class' });

async function editClass(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'Edit class “red cell”' }).click();
  await dialog(page).waitFor();
}

async function saveClass(page: Page): Promise<void> {
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(page)).toBeHidden();
}

async function usePerson(page: Page): Promise<void> {
  await editClass(page);
  await dialog(page).getByRole('button', { name: 'Person, 17 joints' }).click();
  await saveClass(page);
}

async function drag(page: Page, from: readonly [number, number], to: readonly [number, number]): Promise<void> {
  await page.mouse.move(...from);
  await page.mouse.down();
  await page.mouse.move(...to, { steps: 4 });
  await page.mouse.up();
}

interface Joint {
  readonly id: string;
  readonly visibility: string;
  readonly x: number;
  readonly y: number;
}
const jointsOf = (shape: Record<string, unknown> | undefined): readonly Joint[] => shape?.joints as Joint[];
const isNear = (one: Joint | undefined, x: number, y: number): boolean =>
  one !== undefined && Math.hypot(one.x - x, one.y - y) < 1;

test('a skeleton is made in the class dialog by mouse and by keyboard, kept, and accessible', async ({
  host,
  page,
  failures: _,
}) => {
  await openEmpty(host, page);
  await editClass(page);
  const rows = dialog(page).getByRole('list', { name: 'Skeleton' }).getByRole('listitem');
  const picture = dialog(page).getByRole('group', { name: 'Picture of the skeleton' });
  await dialog(page).getByRole('button', { name: 'Nothing' }).click();
  await expect(rows.nth(0).getByRole('textbox')).toBeFocused();
  await page.keyboard.type('left tip');
  await dialog(page).getByRole('button', { name: '+ Add joint' }).click();
  await expect(rows.nth(1).getByRole('textbox')).toBeFocused();
  await page.keyboard.type('left tip');
  await dialog(page).getByRole('button', { name: 'Save' }).click();
  await expect(dialog(page).getByRole('alert')).toHaveText('Two joints have the same name.');
  await rows.nth(1).getByRole('textbox').fill('middle');
  // The side follows the name.
  await expect(rows.nth(0).getByRole('combobox')).toHaveValue('left');
  await expect(rows.nth(1).getByRole('combobox')).toHaveValue('');
  await dialog(page).getByRole('button', { name: '+ Add joint' }).click();
  await rows.nth(2).getByRole('textbox').fill('right tip');
  // Joined by clicks, and by keys.
  await picture.getByRole('button', { name: 'left tip' }).click();
  await picture.getByRole('button', { name: 'middle' }).click();
  await picture.getByRole('button', { name: 'middle' }).focus();
  await page.keyboard.press('Space');
  await picture.getByRole('button', { name: 'right tip' }).focus();
  await page.keyboard.press('Space');
  await expect(picture.locator('line')).toHaveCount(2);
  // Placed by keys, and by dragging.
  const place = async (name: string) => (await picture.getByRole('button', { name }).boundingBox()) ?? { x: 0, y: 0 };
  const before = await place('right tip');
  await page.keyboard.press('ArrowDown');
  await expect.poll(async () => (await place('right tip')).y).toBeGreaterThan(before.y);
  const tip = await place('left tip');
  await drag(page, [tip.x + 8, tip.y + 8], [tip.x + 60, tip.y + 100]);
  await expect.poll(async () => Math.round((await place('left tip')).x - tip.x)).toBe(52);
  await expect(picture.locator('line')).toHaveCount(2);
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => `${id}: ${String(nodes[0]?.html)}`)).toEqual([]);
  await saveClass(page);
  await editClass(page);
  await expect(picture.locator('line')).toHaveCount(2);
  await expect(rows.nth(2).getByRole('textbox')).toHaveValue('right tip');
});

test('a skeleton is drawn joint by joint, changed, listed, undone, and exported as COCO has it', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page);
  await usePerson(page);
  await page.keyboard.press('k');
  const bar = page.getByRole('group', { name: 'Set points, or the joints of a skeleton' });
  await expect(bar).toContainText('nose');
  await page.mouse.click(...at(300, 100));
  await expect(bar).toContainText('left_eye');
  await page.keyboard.press('q');
  await page.mouse.click(...at(310, 90));
  await page.keyboard.down('Shift');
  await page.mouse.click(...at(290, 90));
  await page.keyboard.up('Shift');
  // A slip is taken back; the ears are skipped.
  await page.mouse.click(...at(500, 400));
  await page.keyboard.press('Backspace');
  await page.keyboard.press('z');
  await page.keyboard.press('z');
  await page.mouse.click(...at(340, 140));
  await page.mouse.click(...at(260, 140));
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  await expect(joints(page)).toContainText('5 of 17');
  await expect(joints(page).getByRole('button', { name: 'left_ear: not labeled. Change' })).toBeVisible();

  // Still armed: a box is filled with all joints, and one of them is pulled at once.
  await drag(page, at(400, 100), at(500, 400));
  await expect(objects(page)).toHaveCount(2);
  await expect(joints(page)).toContainText('17 of 17');
  // The nose is at 0.5 across, and 0.03 of 0.91 below the eyes.
  const nose = [450, 100 + (300 * 0.03) / 0.91] as const;
  await drag(page, at(...nose), at(452, 80));
  await page.keyboard.press('Escape');
  // What is pointed at goes from visible to occluded.
  await page.mouse.move(...at(452, 80));
  await page.keyboard.press('q');
  await expect(joints(page).getByRole('button', { name: 'nose: occluded. Change' })).toBeVisible();
  // A joint is chosen by key, moved by arrows, and another taken out.
  await page.keyboard.press('Backquote');
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Backquote');
  await page.keyboard.press('Delete');
  await expect(joints(page).getByRole('button', { name: 'left_eye: not labeled. Change' })).toBeVisible();
  await page.keyboard.press('Control+z');
  await expect(joints(page).getByRole('button', { name: 'left_eye: visible. Change' })).toBeVisible();
  await page.keyboard.press('Control+Shift+z');
  await expect(joints(page).getByRole('button', { name: 'left_eye: not labeled. Change' })).toBeVisible();
  await page.keyboard.press('Control+d');
  await expect(objects(page)).toHaveCount(3);
  await saved(page);

  const [first, second, copy] = await storedShapes(host);
  expect(
    jointsOf(first)
      .slice(0, 3)
      .map(({ visibility }) => visibility),
  ).toEqual(['visible', 'occluded', 'occluded']);
  expect(isNear(jointsOf(first)[0], 300, 100) && isNear(jointsOf(first)[6], 260, 140)).toBe(true);
  expect(jointsOf(first).filter(({ visibility }) => visibility !== 'unlabeled')).toHaveLength(5);
  expect(isNear(jointsOf(second)[0], 453, 80), JSON.stringify(jointsOf(second)[0])).toBe(true);
  expect(isNear(jointsOf(copy)[0], 463, 90)).toBe(true);

  const out = path.join(host.home, 'out');
  await host.cli('export', host.project, '--format', 'coco', '--out', out, '--all-stages');
  const coco = JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as {
    annotations: { keypoints: number[]; num_keypoints: number; bbox: number[] }[];
    categories: { keypoints?: string[]; skeleton?: number[][] }[];
  };
  expect(coco.categories[0]?.keypoints).toHaveLength(17);
  expect(coco.categories[0]?.skeleton?.[0]).toEqual([16, 14]);
  expect(coco.annotations.map((one) => [one.keypoints.length, one.num_keypoints])).toEqual([
    [51, 5],
    [51, 16],
    [51, 16],
  ]);
  expect(coco.annotations[0]?.keypoints.filter((_value, place) => place % 3 === 2)).toEqual([
    ...[2, 1, 1, 0, 0, 2, 2],
    ...Array.from({ length: 10 }, () => 0),
  ]);
});

test('a skeleton is drawn without a mouse', async ({ host, page, failures: _ }) => {
  await openEmpty(host, page);
  await usePerson(page);
  await page.keyboard.press('k');
  const press = async (...keys: string[]): Promise<void> => {
    for (const key of keys) await page.keyboard.press(key);
  };
  await press('Shift+ArrowUp', 'Enter', 'Shift+ArrowRight', 'q', 'Enter', 'z', 'Shift+ArrowDown', 'Enter', 'Enter');
  await expect(objects(page)).toHaveCount(1);
  await press('Escape', 'Escape', 'Tab', 'Backquote', 'Backquote', 'q');
  await expect(joints(page).getByRole('button', { name: 'left_eye: not labeled. Change' })).toBeVisible();
  await press('q', 'Shift+ArrowLeft');
  await saved(page);
  const [shape] = await storedShapes(host);
  expect(
    jointsOf(shape)
      .slice(0, 5)
      .map(({ visibility }) => visibility),
  ).toEqual(['visible', 'visible', 'unlabeled', 'visible', 'unlabeled']);
});
