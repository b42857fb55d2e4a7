import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { smokeJourney } from '../support/journey.ts';
import { expect, test } from './support.ts';

test('the sample is reviewed in a real Electron', async ({ launch, home }) => {
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
  const out = path.join(home, 'for training');
  mkdirSync(out);
  await app.evaluate(({ dialog }, chosen) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [chosen] });
  }, out);
  // The dialog of the system is answered; there is nothing more to choose.
  await smokeJourney(page, () => Promise.resolve(), {
    exported: out,
    project: path.join(home, 'data', 'sample', 'sample.firstpass'),
  });
});

test('what is wrong with the project of the start is said by the page', async ({ launch, home }) => {
  const file = path.join(home, 'torn.firstpass');
  writeFileSync(file, 'this is no project');
  const page = await (await launch(file)).firstWindow();
  await expect(page.getByText('is not a Firstpass project')).toBeVisible();
});
