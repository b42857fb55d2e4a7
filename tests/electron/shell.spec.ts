import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { ElectronApplication } from '@playwright/test';
import { copySampleImages } from '../support/sampleImages.ts';
import { expect, test } from './support.ts';

/** What the next dialog of the system answers: there is nobody to click in it. */
async function answerDialogs(app: ElectronApplication, chosen: { open: string; save: string }): Promise<void> {
  await app.evaluate(({ dialog }, paths) => {
    dialog.showOpenDialog = () => Promise.resolve({ canceled: false, filePaths: [paths.open] });
    dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: paths.save });
  }, chosen);
}

async function clickMenu(app: ElectronApplication, id: string): Promise<void> {
  await app.evaluate(({ Menu }, chosen) => {
    Menu.getApplicationMenu()?.getMenuItemById(chosen)?.click();
  }, id);
}

test('a project is made through the dialogs of the system, and opened by a second start', async ({ launch, home }) => {
  const images = path.join(home, 'my images');
  copySampleImages(images, 2);
  const file = path.join(home, 'mine.firstpass');
  const app = await launch();
  await answerDialogs(app, { open: images, save: file });
  const page = await app.firstWindow();
  await page.getByRole('button', { name: 'New project' }).first().click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Create' }).waitFor();
  for (const button of await dialog.getByRole('button', { name: 'Choose…' }).all()) await button.click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('listbox', { name: 'Gallery' }).getByRole('option')).toHaveCount(2);
  expect(existsSync(file)).toBe(true);

  // Another project, from the menu; then a second start names the first one by a path of its own folder.
  await clickMenu(app, 'view.settings');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  await app.evaluate(
    ({ dialog }, elsewhere) => {
      dialog.showSaveDialog = () => Promise.resolve({ canceled: false, filePath: elsewhere });
    },
    path.join(home, 'other.firstpass'),
  );
  await clickMenu(app, 'project.new');
  await dialog.getByRole('button', { name: 'Create' }).waitFor();
  for (const button of await dialog.getByRole('button', { name: 'Choose…' }).all()) await button.click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('banner')).toContainText('other');
  const second = spawn(path.resolve('node_modules/.bin/electron'), [process.cwd(), 'mine.firstpass'], {
    cwd: home,
    env: { ...process.env, FIRSTPASS_DATA: path.join(home, 'data') },
    stdio: 'ignore',
  });
  expect(await once(second, 'exit')).toEqual([0, null]);
  await expect(page.getByRole('banner')).toContainText('mine');
});

test('the menu speaks the language of the page', async ({ launch }) => {
  const app = await launch();
  const page = await app.firstWindow();
  await page.getByRole('button', { name: 'New project' }).first().waitFor();
  const labels = (): Promise<string[]> =>
    app.evaluate(({ Menu }) => Menu.getApplicationMenu()?.items.map(({ label }) => label) ?? []);
  await expect.poll(labels).toEqual(['File', 'Edit', 'View', 'Help']);
  await clickMenu(app, 'view.settings');
  await page.getByRole('main').getByText('简体中文').click();
  await expect.poll(labels).toEqual(['文件', '编辑', '视图', '帮助']);
});

test('the page is confined: no other page, no new window, no permission', async ({ launch }) => {
  const app = await launch();
  const page = await app.firstWindow();
  await page.getByRole('button', { name: 'New project' }).first().waitFor();
  const address = page.url();
  await page.evaluate(() => {
    location.href = 'https://example.org/';
    window.open('https://example.org/');
  });
  expect(page.url()).toBe(address);
  expect(app.windows()).toHaveLength(1);
  expect(await page.evaluate(async () => (await navigator.permissions.query({ name: 'geolocation' })).state)).toBe(
    'denied',
  );
  const answer = await page.evaluate(() =>
    (window as unknown as { firstpass: { call(method: string, input: unknown): Promise<unknown> } }).firstpass.call(
      'projects.open',
      { file: '/etc/passwd' },
    ),
  );
  expect(answer).toMatchObject({ ok: false, error: { code: 'grant.unknown' } });
});

test('a folder that is dropped begins a project, and a model is added to it', async ({ launch, home }) => {
  const images = path.join(home, 'dropped images');
  copySampleImages(images, 2);
  const model = path.join(home, 'dropped.onnx');
  // Other bytes at its end, so that it isn't the one that ships.
  writeFileSync(
    model,
    Buffer.concat([readFileSync('models/builtin/cells.onnx'), Buffer.from([0x72, 4, 0x0a, 0, 0x12, 0])]),
  );
  const app = await launch();
  const page = await app.firstWindow();
  await page.getByRole('main').getByRole('button', { name: 'New project' }).waitFor();
  const session = await page.context().newCDPSession(page);
  const drop = async (file: string): Promise<void> => {
    const data = { items: [], files: [file], dragOperationsMask: 1 };
    for (const type of ['dragEnter', 'dragOver', 'drop'] as const)
      await session.send('Input.dispatchDragEvent', { type, x: 400, y: 300, data });
  };
  await drop(images);
  const dialog = page.getByRole('dialog', { name: 'New project' });
  await expect(dialog.getByRole('textbox', { name: 'Name' })).toHaveValue('dropped images');
  await answerDialogs(app, { open: '', save: path.join(home, 'dropped.firstpass') });
  await dialog.getByRole('button', { name: 'Create project' }).click();
  await expect(page.getByRole('listbox', { name: 'Gallery' }).getByRole('option')).toHaveCount(2);
  await drop(model);
  await expect(page.getByRole('dialog', { name: 'Pre-label' }).getByRole('status')).toContainText(
    'found in this image',
  );
});
