import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { imagePoint } from '#shared/geometry/points.ts';
import { geometryOf, shapeSchema } from '#shared/shapes/shapeRegistry.ts';
import { violations } from '#tests/support/axeViolations.ts';
import { openEmpty } from '#tests/support/editorPage.ts';
import { outlineIou } from '#tests/support/outlineIou.ts';
import { trueOutlineAt } from '#tests/support/sampleTruth.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import { sharedData } from '#tests/support/sharedData.ts';
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

const encoder = sharedData('models/click_encoder_SAMlike.onnx');
const decoder = sharedData('models/click_decoder_SAMlike.onnx');
const photo = sharedData('images/coco/images/val2017/000000000285.jpg');

test('with a model a click on a bear is enough, and colours are a key away', async ({ host, page, failures: _ }) => {
  test.skip(!encoder || !decoder || !photo, 'the test data is not here');
  const images = path.join(host.home, 'images');
  const models = path.join(host.home, 'models');
  for (const folder of [images, models]) mkdirSync(folder, { recursive: true });
  copyFileSync(photo ?? '', path.join(images, 'bear.jpg'));
  copyFileSync(encoder ?? '', path.join(models, 'click_encoder.onnx'));
  copyFileSync(decoder ?? '', path.join(models, 'click_decoder.onnx'));
  const card = {
    name: 'Click',
    task: 'interactive',
    input: { resize: 'stretch', mean: [127.5], std: [127.5] },
    output: { promptWidthPx: 512, promptHeightPx: 512, takesBoxes: false },
  };
  writeFileSync(path.join(models, 'click_encoder.json'), JSON.stringify(card));
  await host.cli('init', host.project, '--images', images, '--classes', 'bear');
  await host.cli('models', 'add', path.join(models, 'click_encoder.onnx'), '--project', host.project);
  await openPage(page, await host.start(host.project));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  await page.locator('[data-shown]').waitFor();
  await page.keyboard.press('s');
  await expect(bar(page).getByRole('button', { name: 'Click' })).toHaveAttribute('aria-pressed', 'true');
  await expect(bar(page)).toContainText('Click an object');
  expect(await violations(page)).toEqual([]);
  const canvas = await page.locator('[data-shown]').boundingBox();
  const [x, y] = [(canvas?.x ?? 0) + (canvas?.width ?? 0) / 2, (canvas?.y ?? 0) + (canvas?.height ?? 0) / 2];
  await page.mouse.move(x - 20, y, { steps: 3 });
  await page.mouse.click(x, y);
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  // By colours, a click is only the corner of a box.
  await page.keyboard.press('Alt+Shift+s');
  await expect(bar(page).getByRole('button', { name: 'Colours' })).toHaveAttribute('aria-pressed', 'true');
  await expect(bar(page)).toContainText('Drag a box around an object');
  await page.mouse.click(x, y);
  await page.keyboard.press('Enter');
  await page.keyboard.press('Escape');
  await expect(objects(page)).toHaveCount(1);
  await saved(page);
  const [shape] = await storedShapes(host);
  const bear = shapeSchema.parse(shape);
  // A bear of some three tenths of a photo of 586 x 640.
  expect(geometryOf(bear).area(bear) / (586 * 640)).toBeGreaterThan(0.15);
  expect(geometryOf(bear).area(bear) / (586 * 640)).toBeLessThan(0.6);
  expect(geometryOf(bear).contains(bear, imagePoint(293, 320), 0)).toBe(true);
});
