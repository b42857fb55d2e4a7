import { expect, test } from './support.ts';

test('the sample is reviewed in a real Electron', async ({ launch }) => {
  const app = await launch('--sample');
  const page = await app.firstWindow();
  await expect(page).toHaveTitle('Firstpass');
  // The page has the one object of the preload, and nothing of Node.
  expect(
    await page.evaluate(() => [
      typeof (window as { firstpass?: { call?: unknown } }).firstpass?.call,
      typeof (globalThis as { require?: unknown }).require,
      typeof (globalThis as { process?: unknown }).process,
    ]),
  ).toEqual(['function', 'undefined', 'undefined']);
  const grid = page.getByRole('listbox', { name: 'Gallery' });
  await expect(grid.locator('.open').first()).toBeVisible({ timeout: 90_000 });
  await page.keyboard.press('Alt+3');
  const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
  await expect(page.locator('[data-shown]')).toBeVisible();
  const total = Number(await objects.first().getAttribute('aria-setsize'));
  expect(total).toBeGreaterThan(0);
  await page.keyboard.press('x');
  await expect(objects.first()).toHaveAttribute('aria-setsize', String(total - 1));
  await page.keyboard.press('Control+z');
  await expect(objects.first()).toHaveAttribute('aria-setsize', String(total));
});
