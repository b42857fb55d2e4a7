import path from 'node:path';
import type { Page } from '@playwright/test';
import { copySampleImages } from './sampleImages.ts';
import { openPage } from './serveFixture.ts';
import type { ServeHost } from './serveFixture.ts';

/** The first of images of 640 x 480 pixels without labels, in annotate. @returns from image pixels to the screen. */
export async function openEmpty(
  host: ServeHost,
  page: Page,
  count = 1,
): Promise<(x: number, y: number) => [number, number]> {
  const images = path.join(host.home, 'images');
  copySampleImages(images, count);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell,white cell');
  await openPage(page, await host.start(host.project));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  await page.locator('[data-shown]').waitFor();
  const canvas = await page.locator('[data-shown]').boundingBox();
  if (!canvas) throw new Error('the canvas has a place');
  const scale = Math.min(4, (canvas.width - 32) / 640, (canvas.height - 32) / 480);
  const [left, top] = [canvas.x + (canvas.width - 640 * scale) / 2, canvas.y + (canvas.height - 480 * scale) / 2];
  return (x, y) => [left + x * scale, top + y * scale];
}
