import type { Page } from '@playwright/test';
import sharp from 'sharp';

export type Place = readonly [x: number, y: number];
export type Rgb = readonly [red: number, green: number, blue: number];

/** The colour of one pixel of the screen, as a person sees it. */
export async function colorAt(page: Page, [x, y]: Place): Promise<Rgb> {
  const shot = await page.screenshot({ clip: { x: Math.round(x), y: Math.round(y), width: 1, height: 1 } });
  const [red = 0, green = 0, blue = 0] = await sharp(shot).removeAlpha().raw().toBuffer();
  return [red, green, blue];
}

/** How far two colours are from each other: the largest difference of a channel. */
export const distance = (a: Rgb, b: Rgb): number => Math.max(...a.map((value, at) => Math.abs(value - (b[at] ?? 0))));

/** An image of four plain quarters: top left, top right, bottom left, bottom right. */
export async function writeQuarters(
  file: string,
  { width, height }: { readonly width: number; readonly height: number },
  quarters: readonly [Rgb, Rgb, Rgb, Rgb],
): Promise<void> {
  const pixels = Buffer.alloc(width * height * 3);
  for (let at = 0; at < width * height; at += 1) {
    const [isRight, isBelow] = [at % width >= width / 2, at >= (width * height) / 2];
    pixels.set(quarters[(isRight ? 1 : 0) + (isBelow ? 2 : 0)] ?? [0, 0, 0], at * 3);
  }
  await sharp(pixels, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(file);
}
