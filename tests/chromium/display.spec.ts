import path from 'node:path';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

test('at twice the size every view is there, and no button of bar and rail leaves the window', async ({
  host,
  page,
  failures: _,
}) => {
  // What 1440 x 900 leaves at 200 %.
  await page.setViewportSize({ width: 720, height: 450 });
  const images = path.join(host.home, 'images');
  copySampleImages(images, 3);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start(host.project));
  for (const key of ['Alt+1', 'Alt+2', 'Alt+3', 'Alt+4', 'F2']) {
    await page.keyboard.press(key);
    if (key === 'Alt+2' || key === 'Alt+3') await page.locator('[data-shown]').waitFor();
    const outside = await page
      .locator('nav button, header button, footer, [data-shown], [role=region] button, .bar > *')
      .evaluateAll((all) =>
        all
          .filter((one) => one.getClientRects().length > 0)
          .map((one) => ({ what: one.outerHTML.slice(0, 80), box: one.getBoundingClientRect() }))
          .filter(
            ({ box }) => box.right > innerWidth + 1 || box.bottom > innerHeight + 1 || box.left < 0 || box.top < 0,
          )
          .map(({ what }) => what),
      );
    expect({ key, outside }).toEqual({ key, outside: [] });
  }
});

test('keys go on to work after theme and language are chosen', async ({ host, page, failures: _ }) => {
  await openPage(page, await host.start());
  await page.keyboard.press('F2');
  await page.getByRole('radio', { name: 'Light' }).check({ force: true });
  await page.keyboard.press('Control+k');
  await expect(page.getByRole('dialog')).toBeVisible();
});

test('with the colours of the system, what is chosen still shows', async ({ host, page, failures: _ }) => {
  await page.emulateMedia({ forcedColors: 'active', reducedMotion: 'reduce' });
  await openPage(page, await host.start());
  await page.keyboard.press('F2');
  const frame = (checked: boolean) =>
    page
      .locator('label', { has: page.getByRole('radio', { name: 'Dark', checked }) })
      .evaluate((label) => getComputedStyle(label).outlineStyle);
  expect(await frame(true)).toBe('solid');
  await page.getByRole('radio', { name: 'Light' }).check({ force: true });
  expect(await frame(false)).toBe('none');
});
