import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { createSmallDisk } from '#tests/support/createSmallDisk.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('a folder that is gone is told in gallery and status for as long as it is gone', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 2);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell');
  renameSync(images, `${images}-unplugged`);
  await openPage(page, await host.start(host.project));
  const notices = page.getByRole('list', { name: 'What needs attention' });
  await expect(notices).toContainText(`There is no folder at ${images}`);
  await expect(notices).toContainText('whether the drive is connected');
  await page.keyboard.press('Alt+4');
  await expect(notices).toBeHidden();
  await page.getByRole('contentinfo').getByRole('button', { name: '1 of 1 folders need attention' }).click();
  await expect(notices).toBeVisible();
  renameSync(`${images}-unplugged`, images);
  await expect(notices).toBeHidden();
  await expect(page.getByRole('contentinfo').getByText('need attention')).toBeHidden();
});

test('a project on a network share is warned about until it is read', async ({ host, page, failures: _ }) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 1);
  await host.cli('init', host.project, '--images', images);
  // No share can be mounted here: the engine's word for it is put into its answer.
  await page.routeWebSocket(/socket$/, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) =>
      socket.send(String(message).replace('"onNetworkShare":false', '"onNetworkShare":true')),
    );
  });
  await openPage(page, await host.start(host.project));
  const warning = page.getByText(/network share/);
  await expect(warning).toBeVisible();
  await page.getByRole('list', { name: 'What needs attention' }).getByRole('button', { name: 'Dismiss' }).click();
  await expect(warning).toBeHidden();
});

test('images that a run could not do are listed with the reason, and tried again', async ({
  host,
  page,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells');
  // As if one image had not been there when the model wanted it.
  const db = new DatabaseSync(host.project);
  db.exec(`UPDATE run_items SET problem_code = 'image.missing', problem_details = '{}' WHERE item_id = 2;
    DELETE FROM predictions WHERE item_id = 2`);
  db.close();
  await openPage(page, await host.start(host.project));
  await page.keyboard.press('Alt+4');
  await page.getByRole('button', { name: 'Show what failed: 1' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByRole('listitem')).toHaveText(/field-02.*The file is gone.*its labels are kept/);
  await dialog.getByRole('button', { name: 'Try again' }).click();
  await expect(dialog).toBeHidden();
  await expect(page.getByRole('row', { name: /cells/ })).toContainText(/done\s*3\/3\s*0/);
});

test('an export that fails says why and offers to try again', async ({ host, page, failures: _ }) => {
  const disk = createSmallDisk(64);
  test.skip(!disk, 'no small disk can be mounted here');
  if (!disk) return;
  try {
    const images = path.join(host.home, 'images');
    copySampleImages(images, 3);
    await host.cli('init', host.project, '--images', images, '--classes', 'red cell');
    mkdirSync(path.join(disk.folder, 'here'));
    await openPage(page, await host.start(host.project, '--allow', disk.folder));
    await page.keyboard.press('Control+e');
    const dialog = page.getByRole('dialog', { name: 'Export' });
    await dialog.getByRole('checkbox', { name: 'New' }).check();
    await dialog.getByRole('combobox', { name: 'Images' }).selectOption('copy');
    await dialog.getByRole('button', { name: 'Choose…' }).click();
    const browser = page.getByRole('dialog', { name: 'Choose where the export goes' });
    await browser
      .getByRole('button', { name: 'here' })
      .or(browser.getByRole('button', { name: disk.folder }))
      .first()
      .click();
    await browser.getByRole('button', { name: 'Use this folder' }).click();
    await dialog.getByRole('button', { name: 'Export', exact: true }).click();
    const notice = page.getByRole('alert');
    await expect(notice).toHaveCount(1);
    await expect(notice).toContainText('The disk is full; the export was not written');
    await notice.getByRole('button', { name: 'Try again' }).click();
    await expect(dialog).toBeVisible();
  } finally {
    disk.unmount();
  }
});

test('what can not be read is found with one click', async ({ host, page, failures: _ }) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 2);
  for (const name of ['a.jpg', 'b.jpg']) writeFileSync(path.join(images, name), 'this is no image');
  await openPage(page, await host.start('--allow', host.home));
  await page.keyboard.press('Control+Shift+N');
  await page.getByRole('dialog').getByRole('button', { name: 'Choose…' }).click();
  await page.getByRole('button', { name: 'images', exact: true }).click();
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await page.getByRole('button', { name: 'Create project' }).click();
  await page.getByRole('button', { name: 'Use this folder' }).click();
  await page.getByRole('button', { name: '2 unreadable' }).click();
  await expect(page.getByText('2 images', { exact: true })).toBeVisible();
  await expect(page.getByRole('listbox', { name: 'Gallery' }).getByRole('option')).toHaveCount(2);
  await page.getByRole('button', { name: '2 unreadable' }).click();
  await expect(page.getByText('4 images', { exact: true })).toBeVisible();
});
