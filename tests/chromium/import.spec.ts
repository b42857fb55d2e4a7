import { writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { violations } from '#tests/support/axeViolations.ts';
import { copySampleImages, sampleImageNames } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';

/** How many boxes a class has in the file, by its name. */
const classes = { 'Red Cell': 3, debris: 2, artefact: 1 };

/** A COCO file of the first two images of the project, one that it has not, and a box that makes no sense. */
function writeCoco(file: string, [first, second]: readonly string[]): void {
  const names = Object.keys(classes);
  const annotations = Object.values(classes).flatMap((count, at) =>
    Array.from({ length: count }, (_, n) => ({
      ...{ image_id: n === 1 ? 2 : 1, category_id: at + 1, iscrowd: 0 },
      bbox: [10 + 60 * at, 10 + 40 * n, 30, 20],
    })),
  );
  const coco = {
    images: [first, second, 'elsewhere.png'].map((name, at) => ({ id: at + 1, file_name: name })),
    categories: names.map((name, at) => ({ id: at + 1, name })),
    annotations: [
      ...annotations,
      { image_id: 1, category_id: 1, bbox: [10, 10, 'wide', 5] },
      { image_id: 3, category_id: 1, bbox: [1, 1, 5, 5] },
    ].map((one, at) => ({ id: at + 1, ...one })),
  };
  writeFileSync(file, JSON.stringify(coco, null, 1));
}

async function openProject(host: ServeHost, page: Page): Promise<void> {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  writeCoco(path.join(host.home, 'instances.json'), sampleImageNames());
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell');
  await openPage(page, await host.start(host.project, '--allow', host.home));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
}

async function chooseFile(page: Page, dialog: Locator, name: string): Promise<void> {
  await dialog.getByRole('button', { name: 'Choose file…' }).click();
  await page.getByRole('dialog', { name: 'Choose a file of labels' }).getByRole('button', { name }).click();
}

/** What the project holds: labels by class, and classes. */
function stored(host: ServeHost): { labels: unknown[]; classes: unknown[] } {
  const db = new Database(host.project, { readonly: true });
  try {
    return {
      labels: db
        .prepare(
          'SELECT c.name, count(*) FROM annotations a JOIN classes c ON c.id = a.class_id GROUP BY c.name ORDER BY c.name',
        )
        .raw()
        .all(),
      classes: db.prepare('SELECT name FROM classes ORDER BY id').pluck().all(),
    };
  } finally {
    db.close();
  }
}

test('a COCO file is previewed, its classes are sorted out, it is imported, and taken back', async ({
  host,
  page,
  failures: _,
}) => {
  await openProject(host, page);
  await page.keyboard.press('Control+i');
  const dialog = page.getByRole('dialog', { name: 'Import labels' });
  await chooseFile(page, dialog, 'instances.json');

  await expect(dialog.getByRole('combobox', { name: 'Format' }).locator('option:checked')).toHaveText('COCO JSON');
  await expect(dialog).toContainText('in instances.json');
  const said = dialog.getByRole('status').last();
  await expect(said).toHaveText('6 labels for 2 images');
  await expect(dialog).toContainText('Images that are not in the project: 1');
  await dialog.getByText('Problems: 1. The rest comes in.').click();
  await expect(dialog.getByRole('list', { name: /^Problems/ })).toContainText(/instances\.json:\d+/);
  expect(stored(host)).toEqual({ labels: [], classes: ['red cell', 'white cell'] });

  // Matched whatever its case; one is mapped, one left out.
  const becomes = (name: string): Locator => dialog.getByRole('combobox', { name: `What “${name}” becomes` });
  await expect(becomes('Red Cell')).toHaveValue('=red cell');
  await expect(becomes('debris')).toHaveValue('new');
  await becomes('debris').focus();
  await becomes('debris').selectOption({ label: 'white cell' });
  await expect(said).toHaveText('6 labels for 2 images');
  await becomes('artefact').focus();
  await becomes('artefact').selectOption({ label: 'Leave out' });
  await expect(said).toHaveText('5 labels for 2 images');
  expect(await violations(page)).toEqual([]);

  await dialog.getByRole('button', { name: 'Import', exact: true }).click();
  const done = page.getByRole('status').filter({ hasText: '5 labels imported; 2 images changed.' });
  await expect(done).toBeVisible();
  expect(stored(host)).toEqual({
    labels: [
      ['red cell', 3],
      ['white cell', 2],
    ],
    classes: ['red cell', 'white cell'],
  });
  await done.getByRole('button', { name: 'Undo import' }).click();
  await expect(page.getByText('Undone: Import instances.json')).toBeVisible();
  expect(stored(host).labels).toEqual([]);
});

test('a dropped file of labels opens the import; one that is none says so, and another can be chosen', async ({
  host,
  page,
  failures: _,
}) => {
  await openProject(host, page);
  const files = await page.evaluateHandle(() => {
    const transfer = new DataTransfer();
    transfer.items.add(new File(['{"nothing": "known"}'], 'holiday.json'));
    return transfer;
  });
  for (const type of ['dragenter', 'dragover', 'drop']) await page.dispatchEvent('main', type, { dataTransfer: files });
  const dialog = page.getByRole('dialog', { name: 'Import labels' });
  await expect(dialog.getByRole('alert')).toContainText('can not tell in which format');
  await expect(dialog.getByRole('button', { name: 'Import', exact: true })).toBeDisabled();
  await chooseFile(page, dialog, 'instances.json');
  await expect(dialog.getByRole('alert')).toHaveCount(0);
  await expect(dialog.getByRole('status').last()).toHaveText('6 labels for 2 images');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  expect(stored(host).labels).toEqual([]);
});
