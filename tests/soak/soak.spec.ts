import path from 'node:path';
import type { Page } from '@playwright/test';
import { commandIds, getCommand } from '#shared/commands/commandRegistry.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { toPlaywrightKey } from '#tests/support/pressOnPage.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';

const steps = 5_000;
const imageCount = 4;

// A trace of five thousand steps would be what takes the time.
test.use({ trace: 'off' });

/** They leave the project, or keep labels from being deleted in between. */
const leftOut: readonly CommandId[] = ['project.sample', 'project.close', 'project.open', 'object.lock'];

/** The same sequence each time (Numerical Recipes' linear congruential generator). */
function createRandom(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** Bytes of the page's JavaScript heap that are in use after a collection. */
async function heapOf(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page);
  await session.send('HeapProfiler.enable');
  await session.send('HeapProfiler.collectGarbage');
  const { usedSize } = (await session.send('Runtime.getHeapUsage')) as { usedSize: number };
  await session.detach();
  return usedSize;
}

/** Without labels, with nothing in the hand: what is in memory then is there for good. */
async function clear(page: Page): Promise<void> {
  for (const key of ['Escape', 'Escape', 'Escape', 'Alt+1', 'Alt+2', 'Control+Shift+H']) await page.keyboard.press(key);
  for (let image = 0; image < 2 * imageCount; image += 1) {
    // Back to the first, and on to the last: each of them is cleared.
    for (const key of ['Escape', 'Escape', 'Control+A', 'Delete', 'Escape', image < imageCount ? 'a' : 'd'])
      await page.keyboard.press(key);
    await expect(page.getByRole('status').filter({ hasText: /^(Saved|已保存)$/ })).toBeVisible();
  }
}

test('thousands of random commands lose nothing, break nothing and leak nothing', async ({
  host,
  page,
  failures: _,
}) => {
  test.setTimeout(900_000);
  const images = path.join(host.home, 'images');
  copySampleImages(images, imageCount);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
  await host.cli('prelabel', host.project, '--model', 'cells');
  await openPage(page, await host.start(host.project));
  await page.keyboard.press('Alt+2');
  const canvas = await page.locator('[data-shown]').boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  const random = createRandom(20_261_125);
  const keys = commandIds
    .filter((id) => !leftOut.includes(id))
    .flatMap((id) =>
      getCommand(id).keys.map((key) => ({ key: toPlaywrightKey(key), isForWork: getCommand(id).group !== 'views' })),
    );
  const work = keys.filter(({ isForWork }) => isForWork);
  const place = (): [number, number] => [canvas.x + random(canvas.width), canvas.y + 60 + random(canvas.height - 200)];
  let before = 0;
  for (let step = 0; step < steps; step += 1) {
    // By then every part of the program has been used, and is compiled.
    if (step === steps / 2) {
      await clear(page);
      before = await heapOf(page);
    }
    const kind = random(10);
    if (kind < 6) await page.keyboard.press((random(20) === 0 ? keys : work)[random(work.length)]?.key ?? 'Escape');
    else if (kind < 8) await page.mouse.click(...place());
    else {
      await page.mouse.move(...place());
      await page.mouse.down();
      await page.mouse.move(...place(), { steps: 2 });
      await page.mouse.up();
    }
    // A dialog keeps the keyboard to itself.
    if (step % 5 === 0 && (await page.locator('dialog[open]').count()) > 0) await page.keyboard.press('Escape');
    if (step % 100 === 99) await page.keyboard.press(`Alt+${2 + random(2)}`);
  }
  await clear(page);
  const after = await heapOf(page);
  console.log(
    `soak: ${steps} steps; heap ${(before / 2 ** 20).toFixed(1)} MB in the middle, ${(after / 2 ** 20).toFixed(1)} MB at the end`,
  );
  await host.stop();
  expect(await host.cli('verify', host.project)).toMatchObject({ ok: true });
  // Measured: 1.17.
  expect(after).toBeLessThan(1.2 * before);
});
