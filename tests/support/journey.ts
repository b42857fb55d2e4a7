import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect } from '@playwright/test';
import type { Page } from '@playwright/test';
import Database from 'better-sqlite3';

/** How the host at hand lets a person choose where an export goes, from the press of "Choose…" on. */
export type ChooseFolder = (page: Page) => Promise<void>;

/**
 * The same way through the product in every host: from proposals in the gallery over accepting, correcting, drawing,
 * finishing and undoing to an export. The page shows the gallery of a project with the sample's classes and proposals.
 */
export async function smokeJourney(
  page: Page,
  chooseFolder: ChooseFolder,
  places: { exported: string; project: string },
): Promise<void> {
  const shown = page.locator('[data-shown]');
  const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
  const saved = (): Promise<void> => expect(page.getByRole('status').filter({ hasText: /^Saved$/ })).toBeVisible();
  const count = async (): Promise<number> => Number(await objects.first().getAttribute('aria-setsize'));
  const banner = page.getByRole('banner');

  await expect(page.getByRole('listbox', { name: 'Gallery' }).locator('.open').first()).toBeVisible({
    timeout: 90_000,
  });
  await page.keyboard.press('Alt+3');
  await expect(shown).toBeVisible();
  const total = await count();
  expect(total).toBeGreaterThan(3);

  // Accept one, correct the next.
  const review = page.getByRole('region', { name: 'Review' });
  await page.keyboard.press('Enter');
  await page.keyboard.press('c');
  await expect(review).toContainText('Adjust the shape');
  await page.keyboard.press('Shift+ArrowRight');
  await page.keyboard.press('Enter');
  await expect(review).not.toContainText('Adjust the shape');

  // Draw one.
  await page.keyboard.press('Alt+2');
  await expect(shown).toBeVisible();
  const canvas = await shown.boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  await page.keyboard.press('3');
  await page.keyboard.press('r');
  await page.mouse.move(x - 50, y - 30);
  await page.mouse.down();
  await page.mouse.move(x, y);
  await page.mouse.move(x + 50, y + 30);
  await page.mouse.up();
  await expect(objects.first()).toHaveAttribute('aria-setsize', String(total + 1));

  // Take it back, and that again.
  await page.keyboard.press('Control+z');
  await expect(objects.first()).toHaveAttribute('aria-setsize', String(total));
  await page.keyboard.press('Control+Shift+z');
  await expect(objects.first()).toHaveAttribute('aria-setsize', String(total + 1));
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');

  // Finish: the rest is accepted, and the next image is open.
  await page.keyboard.press('Alt+3');
  const first = (await shown.getAttribute('data-shown')) ?? '';
  await page.keyboard.press('Shift+Enter');
  await expect(shown).not.toHaveAttribute('data-shown', first);
  await page.keyboard.press('a');
  await expect(shown).toHaveAttribute('data-shown', first);
  await expect(banner).toContainText('Labeled');
  await saved();

  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog', { name: 'Export' });
  await dialog.getByRole('button', { name: 'Choose…' }).click();
  await chooseFolder(page);
  await dialog.getByRole('button', { name: 'Export' }).click();
  await expect(page.getByText(/^Exported to /)).toBeVisible();
  const coco = JSON.parse(readFileSync(path.join(places.exported, 'annotations.json'), 'utf8')) as Record<
    string,
    unknown[]
  >;
  expect([coco.images?.length, coco.annotations?.length]).toEqual([1, total + 1]);
  const db = new Database(places.project, { readonly: true });
  const kinds = db.prepare('SELECT kind, count(*) FROM decisions GROUP BY kind ORDER BY kind').raw().all();
  db.close();
  expect(kinds).toEqual([
    ['accepted', total - 1],
    ['corrected', 1],
  ]);
}
