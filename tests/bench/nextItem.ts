import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { chromium } from '@playwright/test';
import sharp from 'sharp';
import { openPage, ServeHost } from '#tests/support/serveFixture.ts';
import type { BenchResult } from './benchResult.ts';

const budget = 1.25;
const steps = 12;

/** Makes photos of 12 megapixels with enough in them to be decoded for. */
async function makePhotos(folder: string): Promise<void> {
  mkdirSync(folder, { recursive: true });
  for (let index = 0; index <= steps; index += 1) {
    const tile = path.resolve(`resources/samples/images/field-${String(index + 1).padStart(2, '0')}.jpg`);
    await sharp(tile)
      .resize(4000, 3000, { fit: 'fill' })
      .jpeg({ quality: 90 })
      .toFile(path.join(folder, `${String(index).padStart(2, '0')}.jpg`));
  }
}

const middle = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;

/** From the key to the next image painted, its neighbour being prefetched, against painting the photo alone. */
export async function run(): Promise<BenchResult[]> {
  const host = new ServeHost();
  const browser = await chromium.launch({
    executablePath: process.env.FIRSTPASS_CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox'],
  });
  try {
    const images = path.join(host.home, 'images');
    await makePhotos(images);
    await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell,platelet');
    await host.cli('prelabel', host.project, '--model', 'cells');
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    await openPage(page, await host.start(host.project));
    await page.keyboard.press('Alt+3');
    await page.locator('[data-shown]').waitFor();
    const bare: number[] = [];
    const ours: number[] = [];
    for (let step = 0; step < steps; step += 1) {
      await page.waitForTimeout(1_500);
      // Painting alone: the decoded photo of this item, drawn once more and read back.
      bare.push(
        await page.evaluate(async () => {
          const canvas = document.querySelector<HTMLCanvasElement>('[data-layer=photo]');
          const id = document.querySelector<HTMLElement>('[data-shown]')?.dataset.shown ?? '';
          const photo = await createImageBitmap(await (await fetch(`/picture/${id}/full`)).blob());
          const copy = new OffscreenCanvas(canvas?.width ?? 1, canvas?.height ?? 1).getContext('2d', {
            willReadFrequently: true,
          });
          if (copy) copy.imageSmoothingQuality = 'medium';
          const started = performance.now();
          copy?.drawImage(photo, 0, 0, canvas?.width ?? 1, canvas?.height ?? 1);
          copy?.getImageData(0, 0, 1, 1);
          return performance.now() - started;
        }),
      );
      await page.evaluate(() => {
        const element = document.querySelector<HTMLElement>('[data-layer=photo]')?.parentElement;
        const before = element?.dataset.shown;
        Object.assign(globalThis, {
          painted: new Promise<number>((resolve) => {
            const started = new Promise<number>((pressed) =>
              addEventListener('keydown', () => pressed(performance.now()), { once: true, capture: true }),
            );
            const look = (): void => {
              const shown = element?.dataset.shown;
              if (shown === undefined || shown === before) requestAnimationFrame(look);
              else void started.then((at) => setTimeout(() => resolve(performance.now() - at)));
            };
            look();
          }),
        });
      });
      await page.keyboard.press('d');
      ours.push(await page.evaluate(() => (globalThis as unknown as { painted: Promise<number> }).painted));
    }
    const value = middle(ours) / middle(bare);
    return [
      {
        name: 'next item, prefetched, 12 MP JPEG',
        ...{ value, unit: 'x', budget: `<= ${budget}`, ok: value <= budget },
        detail: `${middle(ours).toFixed(0)} ms from key to painted, ${middle(bare).toFixed(0)} ms to paint the photo alone (software)`,
      },
    ];
  } finally {
    await browser.close();
    await host.dispose();
  }
}
