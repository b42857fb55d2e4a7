import path from 'node:path';
import { violations } from '../support/axeViolations.ts';
import { copySampleImages } from '../support/sampleImages.ts';
import { expect, openPage, test } from '../support/serveFixture.ts';

const views = [
  ['gallery', 'Alt+1'],
  ['annotate', 'Alt+2'],
  ['review', 'Alt+3'],
  ['models', 'Alt+4'],
  ['settings', 'F2'],
] as const;
const dialogs = [
  ['palette', 'Control+k'],
  ['shortcuts', 'F1'],
  ['pre-label', 'Control+b'],
  ['export', 'Control+e'],
  ['new project', 'Control+Shift+N'],
] as const;

test('axe-core finds nothing wrong in any view or dialog, dark and light', async ({ host, page, failures: _ }) => {
  // Some thirty looks at whole pages.
  test.setTimeout(180_000);
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start());
  const found: Record<string, string[]> = { welcome: await violations(page) };
  await host.stop();
  await openPage(page, await host.start(host.project));
  for (const theme of ['Dark', 'Light']) {
    await page.keyboard.press('F2');
    await page.getByRole('main').getByRole('radio', { name: theme, exact: true }).check({ force: true });
    for (const [name, key] of views) {
      await page.keyboard.press(key);
      if (name === 'review' || name === 'annotate') await page.locator('[data-shown]').waitFor();
      found[`${theme} ${name}`] = await violations(page);
    }
    await page.keyboard.press('Alt+2');
    // A thread, and a text that is not sent.
    const comments = page.getByRole('region', { name: 'Comments' });
    for (const text of ['Cell or debris?', 'Not sent']) {
      await page.keyboard.press('m');
      await page.keyboard.insertText(`${text} ${theme}`);
      if (text !== 'Not sent') await page.keyboard.press('Control+Enter');
      await expect(comments.getByRole('textbox')).toHaveValue(text === 'Not sent' ? `${text} ${theme}` : '');
      await page.keyboard.press('Escape');
    }
    found[`${theme} comments`] = await violations(page);
    await page.keyboard.press('Shift+I');
    await page.keyboard.press('i');
    await page.getByRole('region', { name: 'View settings' }).waitFor();
    found[`${theme} view settings`] = await violations(page);
    await page.keyboard.press('i');
    await page.keyboard.press('Shift+I');
    for (const [name, key] of dialogs) {
      await page.keyboard.press(key);
      await page.getByRole('dialog').waitFor();
      found[`${theme} ${name}`] = await violations(page);
      await page.keyboard.press('Escape');
      await page.getByRole('dialog').waitFor({ state: 'detached' });
    }
    // The keys of a command while a new one is awaited, and while a clash is to be answered.
    await page.keyboard.press('F2');
    await page.getByRole('searchbox').fill('proposal');
    await page.getByRole('button', { name: /this key of “Reject proposal”/ }).click();
    found[`${theme} new key`] = await violations(page);
    await page.keyboard.press('c');
    await page.getByRole('button', { name: 'Use it here instead' }).waitFor();
    found[`${theme} clash`] = await violations(page);
    await page.keyboard.press('Escape');
  }
  expect(Object.fromEntries(Object.entries(found).filter(([, list]) => list.length > 0))).toEqual({});
});
