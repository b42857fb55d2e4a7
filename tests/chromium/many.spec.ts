import path from 'node:path';
import type { Page } from '@playwright/test';
import sharp from 'sharp';
import { addAnnotations } from '#shared/actions/addAnnotation.ts';
import type { AnnotationId, ClassId } from '#shared/model/ids.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { connectToServe } from '#tests/support/serveClient.ts';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';

const [columns, rows] = [32, 24];

/** Outlines of 20 points, 20 pixels apart, over all of an image of 640 x 480: too many to be painted in a frame. */
const rings = Array.from({ length: columns * rows }, (_, at) => {
  const [x, y] = [((at % columns) + 0.5) * 20, (Math.floor(at / columns) + 0.5) * 20];
  return Array.from({ length: 20 }, (_point, vertex) => {
    const angle = (2 * Math.PI * vertex) / 20;
    return [x + 7 * Math.cos(angle), y + 7 * Math.sin(angle)];
  }).flat();
});

async function drawMany(host: ServeHost): Promise<void> {
  const images = path.join(host.home, 'images');
  copySampleImages(images, 2);
  await host.cli('init', host.project, '--images', images, '--classes', 'red cell');
  const client = await connectToServe(await host.start(host.project));
  await client.call('roots.settled', {});
  const [item] = (await client.call('items.list', { query: {}, offset: 0, limit: 1 })).items;
  if (!item) throw new Error('the image is there');
  const document = await client.call('items.document', { itemId: item.id });
  const drawn = rings.map((ring) => ({
    id: crypto.randomUUID() as AnnotationId,
    classId: 1 as ClassId,
    shape: { kind: 'polygon', rings: [ring] } as const,
  }));
  await client.call('annotations.apply', {
    itemId: item.id,
    baseRevision: document.item.revision,
    change: addAnnotations(document, drawn),
    label: 'Draw',
  });
  client.close();
  await host.stop();
}

/** How strongly the class colour (a sky blue) shows within some pixels of a place on the screen, 0..255. */
async function blueness(page: Page, [x, y]: readonly [number, number]): Promise<number> {
  const shot = await page.screenshot({ clip: { x: x - 2, y: y - 2, width: 5, height: 5 } });
  const { data, info } = await sharp(shot).removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const pixels = Array.from({ length: info.width * info.height }, (_, at) => data.subarray(at * 3, at * 3 + 3));
  return Math.max(...pixels.map(([red = 0, , blue = 0]) => blue - red));
}

test('hundreds of outlines are where they belong after pan, zoom and drag, and gone with their image', async ({
  host,
  page,
  failures: _,
}) => {
  await drawMany(host);
  await openPage(page, await host.start(host.project));
  await page.getByRole('listbox', { name: 'Gallery' }).getByRole('option').first().waitFor();
  await page.keyboard.press('Alt+2');
  const canvas = page.locator('[data-shown]');
  await canvas.waitFor();
  const place = await canvas.boundingBox();
  if (!place) throw new Error('the canvas has a place');
  const scale = Math.min((place.width - 32) / 640, (place.height - 32) / 480);
  const [left, top] = [place.x + (place.width - 640 * scale) / 2, place.y + (place.height - 480 * scale) / 2];
  const at = (x: number, y: number): [number, number] => [left + x * scale, top + y * scale];
  const list = page.getByRole('listbox', { name: 'Objects' });
  await expect(page.getByRole('heading', { name: /Objects/ })).toContainText(String(columns * rows));
  // Of the list only what can be seen is there.
  expect(await list.getByRole('option').count()).toBeLessThan(80);

  const edge = [310 + 7, 250] as const;
  const shows = (where: readonly [number, number]) => expect.poll(() => blueness(page, where)).toBeGreaterThan(90);
  const isBare = (where: readonly [number, number]) => expect.poll(() => blueness(page, where)).toBeLessThan(60);
  await shows(at(...edge));
  await isBare(at(320, 260));

  // Moved as a whole by a third of its distance to the next one: it's there at once, and no longer where it was.
  await page.mouse.move(...at(310, 250));
  await page.mouse.down();
  await page.mouse.move(...at(314, 256));
  await page.mouse.move(...at(320, 260));
  await shows(at(327, 260));
  await page.mouse.up();
  await page.keyboard.press('Escape');
  await page.mouse.move(...at(600, 20));
  await shows(at(327, 260));
  await isBare(at(310, 243));

  // Panned, everything goes along, also after it was painted anew.
  await page.mouse.move(...at(400, 300));
  await page.mouse.down({ button: 'middle' });
  await page.mouse.move(...at(390, 310));
  await page.mouse.move(...at(380, 320));
  await page.mouse.up({ button: 'middle' });
  await shows(at(307, 280));
  await isBare(at(290, 263));
  await page.keyboard.press('f');
  await shows(at(327, 260));

  // Filled more they are painted anew, all of them.
  await isBare(at(310, 250));
  await page.keyboard.press('Shift+I');
  await page.getByRole('slider', { name: 'Fill' }).focus();
  await page.keyboard.press('End');
  await shows(at(350, 270));
  await shows(at(610, 450));
  await page.keyboard.press('Home');
  await page.keyboard.press('Escape');
  await isBare(at(350, 270));
  await shows(at(327, 260));

  // Turned by a quarter, they lie on the turned photo.
  await page.keyboard.press('t');
  const turnedScale = Math.min((place.width - 32) / 480, (place.height - 32) / 640);
  const turned = (x: number, y: number): [number, number] => [
    place.x + place.width / 2 + (240 - y) * turnedScale,
    place.y + place.height / 2 + (x - 320) * turnedScale,
  ];
  await shows(turned(327, 260));
  await shows(turned(57, 450));
  await isBare(turned(310, 243));
  await page.keyboard.press('Shift+T');
  await shows(at(327, 260));

  // The next image has none of them.
  await page.keyboard.press('d');
  await expect(page.getByRole('heading', { name: /Objects/ })).toContainText('0');
  const shapes = page.locator('[data-layer=shapes]');
  await expect
    .poll(() =>
      shapes.evaluate((layer: HTMLCanvasElement) =>
        layer
          .getContext('2d')
          ?.getImageData(0, 0, layer.width, layer.height)
          .data.some((value) => value > 0),
      ),
    )
    .toBe(false);
  await page.keyboard.press('a');
  await shows(at(327, 260));
});
