import path from 'node:path';
import Database from 'better-sqlite3';
import type { ElectronApplication, Page } from '@playwright/test';
import { expect, test } from './support.ts';

/** What the test program's main process holds for us. */
interface Asked {
  asked: { message: string; buttons: string[] }[];
  answer: (response: number) => void;
}

/** The system's question waits for the test's answer, and goes away by itself when it is told to. */
async function holdQuestions(app: ElectronApplication): Promise<void> {
  await app.evaluate(({ dialog }) => {
    const held = globalThis as unknown as Asked;
    held.asked = [];
    dialog.showMessageBox = (...args: unknown[]) => {
      const { message, buttons, cancelId, signal } = args.at(-1) as Electron.MessageBoxOptions;
      held.asked.push({ message, buttons: buttons ?? [] });
      return new Promise((resolve) => {
        held.answer = (response) => resolve({ response, checkboxChecked: false });
        signal?.addEventListener('abort', () => held.answer(cancelId ?? -1));
      });
    };
  });
}
const asked = (app: ElectronApplication) => app.evaluate(() => (globalThis as unknown as Asked).asked);
const answer = (app: ElectronApplication, response: number) =>
  app.evaluate((_electron, chosen) => (globalThis as unknown as Asked).answer(chosen), response);
const closeWindow = (app: ElectronApplication) =>
  app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows()[0]?.close());

const countAnnotations = (db: Database.Database) => db.prepare('SELECT count(*) FROM annotations').pluck().get();

/** Another program holds the project's file: a point that is drawn now can't be saved. */
async function drawUnsaved(page: Page, file: string): Promise<Database.Database> {
  // The model is through with it: nothing else writes.
  await page.getByRole('listbox', { name: 'Gallery' }).locator('.open').first().waitFor();
  await page.keyboard.press('Alt+2');
  const shown = page.locator('[data-shown]');
  await expect(shown).toBeVisible();
  const objects = page.getByRole('listbox', { name: 'Objects' }).getByRole('option').first();
  const before = Number(await objects.getAttribute('aria-setsize'));
  const canvas = await shown.boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  const other = new Database(file);
  other.exec('BEGIN IMMEDIATE');
  await page.keyboard.press('3');
  await page.keyboard.press('k');
  await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
  await expect(objects).toHaveAttribute('aria-setsize', String(before + 1));
  await expect(page.getByRole('contentinfo').getByRole('status')).toContainText('Not saved');
  return other;
}

test('a window with edits that are not saved asks, in the language of the page, and closes once they are', async ({
  launch,
  home,
}) => {
  const app = await launch('--sample');
  const page = await app.firstWindow();
  await holdQuestions(app);
  const other = await drawUnsaved(page, path.join(home, 'data', 'sample', 'sample.firstpass'));
  try {
    const before = Number(countAnnotations(other));
    await closeWindow(app);
    await expect
      .poll(() => asked(app))
      .toEqual([
        {
          message: 'Changes that are not saved yet: 1. Firstpass keeps trying.',
          buttons: ['Wait', 'Close and lose them'],
        },
      ]);
    await answer(app, 0);
    await page.keyboard.press('F2');
    await page.getByRole('main').getByText('简体中文').click();
    // Also whoever quits: the engine goes on, or nothing could be saved any more.
    const ended = app.waitForEvent('close');
    await app.evaluate(({ app: program }) => program.quit());
    await expect.poll(async () => (await asked(app)).map(({ buttons }) => buttons[0])).toEqual(['Wait', '等待']);
    expect(app.windows()).toHaveLength(1);
    other.exec('ROLLBACK');
    await ended;
    expect(countAnnotations(other)).toBe(before + 1);
  } finally {
    other.close();
  }
});

test('whoever would rather lose them closes the window', async ({ launch, home }) => {
  const app = await launch('--sample');
  const page = await app.firstWindow();
  await holdQuestions(app);
  const other = await drawUnsaved(page, path.join(home, 'data', 'sample', 'sample.firstpass'));
  try {
    await closeWindow(app);
    await expect.poll(() => asked(app)).toHaveLength(1);
    const ended = app.waitForEvent('close');
    await answer(app, 1);
    await ended;
  } finally {
    other.close();
  }
});
