import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Page } from '@playwright/test';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';

// High enough that the list, of which only what is seen is in the page, shows all objects of an image.
test.use({ viewport: { width: 1440, height: 2600 } });

const objects = (page: Page) => page.getByRole('listbox', { name: 'Objects' }).getByRole('option');
const decision = (page: Page) => page.getByRole('region', { name: 'Review' });
const shown = (page: Page) => page.locator('[data-shown]');
const row = (page: Page, command: string) =>
  page.getByRole('row').filter({ has: page.getByRole('rowheader', { name: command, exact: true }) });
const key = (page: Page, command: string) => row(page, command).getByRole('button', { name: /change this key/ });
const settingsFile = (host: ServeHost): string => path.join(host.home, 'data', 'settings.json');

async function openReview(host: ServeHost, page: Page): Promise<void> {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start(host.project));
  await review(page);
}

async function review(page: Page): Promise<void> {
  await page.keyboard.press('Alt+3');
  await expect(shown(page)).toBeVisible();
}

test('a preset is chosen, and its keys are shown and used', async ({ host, page, failures: _ }) => {
  await openReview(host, page);
  const first = await shown(page).getAttribute('data-shown');
  await page.keyboard.press('F2');
  await page.getByRole('combobox', { name: 'Keys like those of' }).selectOption('Prodigy');
  await review(page);
  await expect(decision(page).getByRole('button', { name: 'Accept A', exact: true })).toBeVisible();
  await page.keyboard.press('a');
  await expect(objects(page).filter({ hasText: 'accepted' })).toHaveCount(1);
  await page.keyboard.press('Backspace');
  await expect(objects(page).filter({ hasText: 'accepted' })).toHaveCount(0);
  await page.keyboard.press('Space');
  await expect(shown(page)).not.toHaveAttribute('data-shown', first ?? '');
  await page.keyboard.press('h');
  const sheet = page.getByRole('dialog', { name: 'Keyboard shortcuts' });
  await expect(sheet.getByRole('listitem').filter({ hasText: 'Skip image' })).toContainText('Space');
  await expect(sheet).toContainText('Prodigy');
  await page.keyboard.press('Escape');
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type a command' }).fill('accept prop');
  await expect(page.getByRole('option', { name: /Accept proposal/ })).toContainText('A');
});

test('a key is changed by keyboard alone, shown everywhere, used, and kept', async ({ host, page, failures: _ }) => {
  await openReview(host, page);
  const total = await objects(page).count();
  await page.keyboard.press('Control+k');
  await page.getByRole('combobox', { name: 'Type a command' }).fill('change keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('searchbox')).toBeFocused();
  await page.keyboard.type('reject');
  await page.keyboard.press('Tab');
  await expect(key(page, 'Reject proposal')).toBeFocused();
  await page.keyboard.press('Enter');
  // Modifiers alone are no key yet; what belongs to the system is refused with the reason.
  await page.keyboard.down('Control');
  await expect(row(page, 'Reject proposal')).toContainText('Ctrl …');
  await page.keyboard.press('w');
  await page.keyboard.up('Control');
  await expect(page.getByRole('alert')).toContainText('Ctrl W belongs to the system');
  await page.keyboard.press('F8');
  await expect(key(page, 'Reject proposal')).toHaveText('F8');
  await expect(key(page, 'Reject proposal')).toBeFocused();
  // A second key: right, to the plus.
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('alert')).toContainText('Shift Tab belongs to “Previous object”');
  await page.keyboard.press('Escape');
  await expect(page.getByRole('alert')).toBeHidden();
  await page.keyboard.press('Enter');
  await page.keyboard.press('Control+F9');
  await expect(key(page, 'Reject proposal')).toHaveText(['F8', 'Ctrl F9']);

  await host.stop();
  await openPage(page, await host.start(host.project));
  await review(page);
  await expect(decision(page).getByRole('button', { name: 'Reject F8', exact: true })).toBeVisible();
  await page.keyboard.press('x');
  await page.keyboard.press('F8');
  await expect(objects(page)).toHaveCount(total - 1);
  await page.keyboard.press('Control+F9');
  await expect(objects(page)).toHaveCount(total - 2);

  // Delete takes a key away, resetting brings the first one back.
  await page.keyboard.press('F2');
  await key(page, 'Reject proposal').last().focus();
  await page.keyboard.press('Delete');
  await expect(key(page, 'Reject proposal')).toHaveText(['F8']);
  await row(page, 'Reject proposal').getByRole('button', { name: 'Reset the keys' }).click();
  await expect(key(page, 'Reject proposal')).toHaveText(['X']);
  await expect(page.getByRole('button', { name: /Reset all/ })).toBeHidden();
});

test('a clash names the other command, which loses its key, or nothing happens', async ({
  host,
  page,
  failures: _,
}) => {
  await openReview(host, page);
  await page.keyboard.press('F2');
  await key(page, 'Reject proposal').click();
  await page.keyboard.press('c');
  await expect(page.getByRole('alert')).toHaveText('C belongs to “Correct proposal”');
  await page.getByRole('button', { name: 'Cancel', exact: true }).click();
  await expect(key(page, 'Reject proposal')).toHaveText('X');
  await expect(key(page, 'Reject proposal')).toBeFocused();
  await page.keyboard.press('Enter');
  await page.keyboard.press('c');
  await expect(page.getByRole('button', { name: 'Use it here instead' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(key(page, 'Reject proposal')).toHaveText('C');
  await expect(row(page, 'Correct proposal')).toContainText('no key');
  // In a view of its own a key may mean something else: no question is asked.
  await key(page, 'Nudge left').first().click();
  await page.keyboard.press('c');
  await expect(key(page, 'Nudge left').first()).toHaveText('C');
  await expect(page.getByRole('alert')).toBeHidden();

  await review(page);
  const total = await objects(page).count();
  await page.keyboard.press('c');
  await expect(objects(page)).toHaveCount(total - 1);

  await page.keyboard.press('F2');
  await page.getByRole('button', { name: 'Reset all, 2 changed' }).click();
  await expect(key(page, 'Correct proposal')).toHaveText('C');
  await expect(key(page, 'Nudge left').first()).toHaveText('←');
  await page.getByRole('button', { name: 'Undo', exact: true }).click();
  await expect(row(page, 'Correct proposal')).toContainText('no key');
});

test('keys are matched by place, or by the character that they type', async ({ host, page, failures: _ }) => {
  await openReview(host, page);
  const first = await shown(page).getAttribute('data-shown');
  await page.keyboard.press('d');
  await expect(shown(page)).not.toHaveAttribute('data-shown', first ?? '');
  // A French keyboard: the key right of Tab types a, and q lies where A is elsewhere.
  const devtools = await page.context().newCDPSession(page);
  const french = async (code: string, typed: string): Promise<void> => {
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyDown', code, key: typed, text: typed });
    await devtools.send('Input.dispatchKeyEvent', { type: 'keyUp', code, key: typed });
  };
  await french('KeyA', 'q');
  await expect(shown(page)).toHaveAttribute('data-shown', first ?? '');
  await page.keyboard.press('d');
  await expect(shown(page)).not.toHaveAttribute('data-shown', first ?? '');
  await page.keyboard.press('F2');
  await page.getByRole('combobox', { name: 'Keys are matched by' }).selectOption('the character that they type');
  await review(page);
  await french('KeyQ', 'a');
  await expect(shown(page)).toHaveAttribute('data-shown', first ?? '');
});

test('dragging moves the image while the key for it is held, and until the window goes', async ({
  host,
  page,
  failures: _,
}) => {
  await openReview(host, page);
  await page.keyboard.press('Alt+2');
  const canvas = await shown(page).boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  const [x, y] = [canvas.x + canvas.width / 2, canvas.y + canvas.height / 2];
  const pointer = page.getByText(/^x \d+\s+y \d+$/);
  await page.mouse.move(x, y);
  const grabbed = (await pointer.textContent()) ?? '';
  await page.keyboard.down('Space');
  await page.mouse.down();
  await page.mouse.move(x + 80, y + 40, { steps: 4 });
  // What was grabbed is still under the hand.
  await expect(pointer).toHaveText(grabbed);
  await page.mouse.up();
  await page.evaluate(() => window.dispatchEvent(new Event('blur')));
  await page.mouse.down();
  await page.mouse.move(x, y, { steps: 4 });
  await expect(pointer).not.toHaveText(grabbed);
  await page.mouse.up();
  await page.keyboard.up('Space');
});

test('what was stored and makes no sense is left out, and the rest counts', async ({ host, page, failures: _ }) => {
  mkdirSync(path.dirname(settingsFile(host)), { recursive: true });
  writeFileSync(
    settingsFile(host),
    JSON.stringify({
      theme: 'light',
      keys: { preset: 'vim', matching: 3, changes: { 'review.reject': ['S', 7], 'tool.box': 'none', gone: ['B'] } },
    }),
  );
  await openReview(host, page);
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'light');
  await expect(decision(page).getByRole('button', { name: 'Reject S', exact: true })).toBeVisible();
  await page.keyboard.press('F2');
  await expect(page.getByRole('combobox', { name: 'Keys like those of' })).toHaveValue('firstpass');
  await expect(key(page, 'Draw boxes')).toHaveText('R');
  await page.getByRole('button', { name: 'Reset all, 1 changed' }).click();
  await expect
    .poll(() => (JSON.parse(readFileSync(settingsFile(host), 'utf8')) as { keys: unknown }).keys)
    .toEqual({ preset: 'firstpass', matching: 'place', changes: {} });
});
