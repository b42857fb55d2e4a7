import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';
import { makePoseModel, makeSegmentModel } from '#tests/support/shapeModels.ts';

test.use({ viewport: { width: 1440, height: 900 } });

const decision = (page: Page) => page.getByRole('region', { name: 'Review' });
const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const shown = (page: Page) => page.locator('[data-shown]');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();

async function review(host: ServeHost, page: Page, model: string, classes: string): Promise<void> {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 1);
  await host.cli('init', host.project, '--images', images, ...(classes ? ['--classes', classes] : []));
  await host.cli('prelabel', host.project, '--model', model);
  await openPage(page, await host.start(host.project));
  await page.keyboard.press('Alt+3');
  await expect(shown(page)).toBeVisible();
}

interface Label {
  readonly category_id: number;
  readonly area: number;
  readonly segmentation: unknown;
  readonly keypoints?: readonly number[];
}

async function exportCoco(host: ServeHost): Promise<Label[]> {
  await host.stop();
  const out = path.join(host.home, 'out');
  await host.cli('export', host.project, '--format', 'coco', '--out', out);
  const text = readFileSync(path.join(out, 'annotations.json'), 'utf8');
  return (JSON.parse(text) as { annotations: Label[] }).annotations;
}

function kinds(host: ServeHost): unknown {
  const db = new Database(host.project, { readonly: true });
  const rows = db.prepare("SELECT kind, shape ->> 'kind' FROM decisions ORDER BY kind").raw().all();
  db.close();
  return rows;
}

test('regions of a segmentation are accepted, corrected with the eraser, and exported', async ({
  host,
  page,
  failures,
}) => {
  await review(host, page, makeSegmentModel(path.join(host.home, 'models')), 'cell,dirt');
  await expect(objects(page)).toHaveCount(2);
  await expect(objects(page).filter({ hasText: 'cell' })).toHaveCount(1);
  await expect(decision(page)).toContainText(/dirt|cell/);

  // The square of dirt is cut through with the eraser, and its larger part stays; the ring is accepted as it is.
  await objects(page).filter({ hasText: 'dirt' }).click();
  await page.keyboard.press('c');
  await expect(decision(page)).toContainText('Adjust the shape');
  await page.keyboard.press('e');
  const canvas = await shown(page).boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  // The image fits the canvas, with room below for the buttons: from well above the square, at 49..60 of 64, to below it.
  const scale = Math.min(canvas.width / 640, canvas.height / 480);
  const at = (x: number, y: number): [number, number] => [
    canvas.x + canvas.width / 2 + (x - 320) * scale,
    canvas.y + canvas.height / 2 + (y - 240) * scale,
  ];
  await page.mouse.move(...at(560, 250));
  await page.mouse.down();
  await page.mouse.move(...at(560, 360));
  await page.mouse.move(...at(560, 470));
  await page.mouse.up();
  await page.keyboard.press('Enter');
  await expect(objects(page).filter({ hasText: 'corrected' })).toHaveCount(1);
  await page.keyboard.press('Enter');
  await expect(objects(page).filter({ hasText: 'accepted' })).toHaveCount(1);
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('banner')).toContainText('Labeled');
  await saved(page);
  expect(failures).toEqual([]);

  const labels = await exportCoco(host);
  expect(kinds(host)).toEqual([
    ['accepted', 'polygon'],
    ['corrected', 'polygon'],
  ]);
  const [cell, dirt] = [1, 2].map((id) => labels.find((one) => one.category_id === id));
  // A ring has a hole, for which COCO has run lengths alone.
  expect(cell?.segmentation).toHaveProperty('counts');
  expect(Array.isArray(dirt?.segmentation)).toBe(true);
  const whole = 110 * 82.5;
  expect(dirt?.area).toBeLessThan(0.8 * whole);
  expect(dirt?.area).toBeGreaterThan(0.5 * whole);
});

test('the first pose of a class gives it the joints of the model', async ({ host, page, failures }) => {
  await review(host, page, makePoseModel(path.join(host.home, 'models')), '');
  await expect(decision(page)).toContainText('not in the project');
  await expect(page.getByText('not of this class')).toHaveCount(0);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('dialog')).toContainText('The model calls this');
  await page.keyboard.press('Enter');
  await expect(objects(page).filter({ hasText: 'accepted' })).toHaveCount(1);
  await page.keyboard.press('Shift+Enter');
  await expect(page.getByRole('banner')).toContainText('Labeled');
  await saved(page);
  expect(failures).toEqual([]);
  const [label] = await exportCoco(host);
  expect(label?.keypoints).toEqual([200, 220, 2, 400, 220, 2, 0, 0, 0]);
});
