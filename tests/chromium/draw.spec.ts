import { readFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { openEmpty } from '#tests/support/editorPage.ts';
import { expect, test } from '#tests/support/serveFixture.ts';
import { storedShapes } from '#tests/support/storedShapes.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const saved = (page: Page) => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();

interface Coco {
  annotations: { bbox: number[]; segmentation: number[][]; category_id: number }[];
}

async function exported(host: ServeHost): Promise<Coco['annotations']> {
  await host.stop();
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
  const out = path.join(host.home, 'out');
  await host.cli('export', host.project, '--format', 'coco', '--out', out, '--all-stages');
  return (JSON.parse(readFileSync(path.join(out, 'annotations.json'), 'utf8')) as Coco).annotations;
}

const near = (points: readonly number[], wanted: readonly number[]): boolean =>
  points.length === wanted.length && points.every((value, at) => Math.abs(value - (wanted[at] ?? NaN)) < 1);

test('polygons are drawn point by point and freehand, their vertices moved, added and taken out', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page);
  await page.keyboard.press('2');
  await page.keyboard.press('p');
  for (const [x, y] of [
    [100, 100],
    [200, 100],
    [210, 150],
    [200, 200],
  ] as const)
    await page.mouse.click(...at(x, y));
  // The last point was a slip: Ctrl+Z takes it back, and nothing that is drawn already.
  await page.keyboard.press('Control+z');
  await page.mouse.click(...at(200, 220));
  await page.mouse.click(...at(100, 200));
  await page.keyboard.press('Enter');
  await expect(objects(page)).toHaveCount(1);
  await expect(objects(page).first()).toContainText('white cell');

  // Still armed: freehand around a place, closed where it began.
  await page.mouse.move(...at(400, 100));
  await page.mouse.down();
  for (let step = 1; step <= 40; step += 1) {
    const angle = (2 * Math.PI * step) / 40;
    await page.mouse.move(...at(350 + 50 * Math.cos(angle), 100 + 50 * Math.sin(angle)));
  }
  await page.mouse.up();
  await expect(objects(page)).toHaveCount(2);

  // A polygon that is given up leaves nothing.
  await page.mouse.click(...at(500, 300));
  await page.mouse.click(...at(550, 300));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  await expect(objects(page)).toHaveCount(2);

  await page.keyboard.press('v');
  await page.mouse.click(...at(150, 150));
  // A vertex is moved, the middle of an edge gives a new one, Alt takes another out.
  await page.mouse.move(...at(100, 100));
  await page.mouse.down();
  await page.mouse.move(...at(95, 95));
  await page.mouse.move(...at(90, 80));
  await page.mouse.up();
  await page.mouse.move(...at(150, 210));
  await page.mouse.down();
  await page.mouse.move(...at(150, 230));
  await page.mouse.move(...at(150, 240));
  await page.mouse.up();
  await page.keyboard.down('Alt');
  await page.mouse.click(...at(210, 150));
  await page.keyboard.up('Alt');
  await page.keyboard.press('Shift+ArrowRight');
  await saved(page);
  await page.keyboard.press('Control+z');
  await page.keyboard.press('Control+Shift+z');
  await saved(page);

  const [first, second] = (await exported(host)).map(({ segmentation: [ring = []] }) => ring);
  expect(near(first ?? [], [100, 80, 210, 100, 210, 220, 160, 240, 110, 200]), JSON.stringify(first)).toBe(true);
  const radii = (second ?? []).flatMap((x, index) =>
    index % 2 === 0 ? [Math.hypot(x - 350, (second?.[index + 1] ?? NaN) - 100)] : [],
  );
  expect(radii.length).toBeGreaterThan(15);
  expect(Math.max(...radii.map((radius) => Math.abs(radius - 50)))).toBeLessThan(1.5);
});

test('each tool draws its shape with its key, and the journal has them all', async ({ host, page, failures: _ }) => {
  const at = await openEmpty(host, page);
  const clicks = async (...points: (readonly [number, number])[]): Promise<void> => {
    for (const [x, y] of points) await page.mouse.click(...at(x, y));
  };
  await page.keyboard.press('r');
  await clicks([20, 20], [80, 60]);
  await page.keyboard.press('Shift+R');
  await clicks([150, 20], [180, 50], [120, 45], [150, 80]);
  await page.keyboard.press('o');
  await clicks([250, 40], [300, 90], [280, 110]);
  await page.keyboard.press('Shift+O');
  await clicks([350, 30], [420, 80]);
  await page.keyboard.press('Shift+P');
  await clicks([20, 150], [80, 180], [140, 150]);
  await page.keyboard.press('Enter');
  await page.keyboard.press('k');
  await clicks([200, 160]);
  await expect(objects(page)).toHaveCount(6);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  // The rotated box: turned by its handle and by keys, then moved.
  await page.mouse.click(...at(275, 80));
  await page.keyboard.press('Shift+Period');
  await page.keyboard.press('Comma');
  await page.keyboard.press('ArrowRight');
  await saved(page);
  const documents = await storedShapes(host);
  expect(documents.map(({ kind }) => kind)).toEqual(['box', 'box', 'rotatedBox', 'ellipse', 'polyline', 'point']);
  const [, extreme, rotated, ellipse] = documents;
  expect((extreme?.box as number[]).map(Math.round)).toEqual([120, 20, 60, 60]);
  expect((rotated?.angle as number) * (180 / Math.PI)).toBeCloseTo(45 + 9, 0);
  expect((ellipse?.size as number[]).map(Math.round)).toEqual([70, 50]);
});

test('several objects are selected, copied and pasted into the next image at the same place', async ({
  host,
  page,
  failures: _,
}) => {
  const at = await openEmpty(host, page, 2);
  await page.keyboard.press('r');
  for (const [x, y, name] of [
    [50, 50, '1'],
    [150, 50, '2'],
    [250, 50, '1'],
  ] as const) {
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('r');
    await page.keyboard.press(name);
    await page.mouse.click(...at(x, y));
    await page.mouse.click(...at(x + 60, y + 60));
  }
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
  const selected = objects(page).and(page.locator('[aria-selected=true]'));
  await page.mouse.move(...at(30, 30));
  await page.mouse.down();
  await page.mouse.move(...at(230, 130), { steps: 4 });
  await expect(selected).toHaveCount(2);
  await page.mouse.up();
  await page.keyboard.press('Control+Shift+A');
  await expect(selected).toHaveCount(2);
  await page.keyboard.press('Control+A');
  await expect(selected).toHaveCount(3);
  await page.keyboard.press('Control+C');
  await page.keyboard.press('d');
  await expect(objects(page)).toHaveCount(0);
  await page.keyboard.press('Control+V');
  await expect(objects(page)).toHaveCount(3);
  await expect(selected).toHaveCount(3);
  // A second time nothing is stacked unseen: the copies stand beside the first ones.
  await page.keyboard.press('Control+V');
  await expect(objects(page)).toHaveCount(6);
  await page.keyboard.press('Control+Z');
  await expect(objects(page)).toHaveCount(3);
  await saved(page);
  const shapes = await storedShapes(host);
  expect(shapes).toHaveLength(6);
  const places = shapes.map(({ box }) => (box as number[]).map(Math.round).join());
  expect(places.sort()).toEqual([
    '150,50,60,60',
    '150,50,60,60',
    '250,50,60,60',
    '250,50,60,60',
    '50,50,60,60',
    '50,50,60,60',
  ]);
});
