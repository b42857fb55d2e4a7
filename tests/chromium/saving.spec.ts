import path from 'node:path';
import type { Page } from '@playwright/test';
import { createSmallDisk } from '#tests/support/createSmallDisk.ts';
import type { SmallDisk } from '#tests/support/createSmallDisk.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test as base } from '#tests/support/serveFixture.ts';

const test = base.extend<{ disk: SmallDisk }>({
  disk: async ({ browserName: _ }, use) => {
    const disk = createSmallDisk(4096) ?? base.skip();
    await use(disk as SmallDisk);
    disk?.unmount();
  },
});

const heading = (page: Page) => page.getByRole('heading', { name: /^Objects/ });
const status = (page: Page) => page.getByRole('contentinfo').getByRole('status');

async function drawPoint(page: Page): Promise<void> {
  const canvas = await page.locator('[data-shown]').boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  await page.keyboard.press('k');
  await page.mouse.click(canvas.x + canvas.width / 2, canvas.y + canvas.height / 2);
  await page.keyboard.press('Escape');
}

test('an edit on a full disk stays on screen, says that it is not saved, and is saved when there is room', async ({
  host,
  page,
  disk,
  failures: _,
}) => {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 2);
  const [project, other] = [path.join(disk.folder, 'small.firstpass'), host.project];
  await host.cli('init', other, '--images', images, '--classes', 'red cell');
  await host.cli('init', project, '--images', images, '--classes', 'red cell');
  await openPage(page, await host.start(project, '--allow', host.home));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  await page.locator('[data-shown]').waitFor();
  disk.fill();
  await drawPoint(page);
  // In what is there of the file already, some edits still find room.
  await expect
    .poll(async () => {
      await page.keyboard.press('Control+a');
      await page.keyboard.press('Control+d');
      return status(page).textContent();
    })
    .toContain('Not saved');
  await expect(page.getByRole('alert')).toContainText('The disk is full');
  const drawn = (await heading(page).textContent()) ?? '';

  // Work goes on: the next image and back, and the edit is still there; to undo it is too early.
  await page.keyboard.press('d');
  await expect(heading(page)).toHaveText(/Objects\s*0/);
  await page.keyboard.press('a');
  await expect(heading(page)).toHaveText(drawn);
  await page.keyboard.press('Control+z');
  await expect(page.getByText('The last changes are not saved yet')).toBeVisible();

  const chooseOther = async (): Promise<void> => {
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: path.basename(host.home) }).click();
    await dialog.getByRole('button', { name: 'project.firstpass' }).click();
  };
  // Whoever opens another project is asked; meanwhile there is room again, and all is saved.
  await page.keyboard.press('Control+o');
  await chooseOther();
  await expect(page.getByRole('dialog')).toContainText('Not everything is saved');
  await page.getByRole('button', { name: 'Stay here' }).click();
  await expect(heading(page)).toHaveText(drawn);
  await page.keyboard.press('Control+o');
  await chooseOther();
  await expect(page.getByRole('dialog')).toContainText('Not everything is saved');
  disk.free();
  await expect(page.getByRole('dialog')).toBeHidden();
  await expect(page.getByRole('banner')).toContainText('project');
  await page.keyboard.press('Alt+2');
  await expect(heading(page)).toHaveText(/Objects\s*0/);
  await host.stop();
  const { ok } = (await host.cli('verify', project)) as { ok: boolean };
  expect(ok).toBe(true);
  await openPage(page, await host.start(project));
  await page.keyboard.press('Alt+2');
  await expect(heading(page)).toHaveText(drawn);
});
