import { copyFileSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import type { Locator, Page } from '@playwright/test';
import Database from 'better-sqlite3';
import { expect, openPage, test } from '#tests/support/serveFixture.ts';
import type { ServeHost } from '#tests/support/serveFixture.ts';
import { sharedData } from '#tests/support/sharedData.ts';

const ct = sharedData('medical/dicom/CTImage.dcm_JPEGLSLosslessTransferSyntax_1.2.840.10008.1.2.4.80.dcm');
const us = sharedData('medical/dicom/pydicom_OBXXXX1A_2frame.dcm');

const brain = sharedData('medical/nifti/avg152T1_LR_nifti.nii.gz');

const galleryOf = (page: Page): Locator => page.getByRole('listbox', { name: 'Gallery' });
const canvasOf = (page: Page): Locator => page.locator('[data-shown]');
const factsOf = (page: Page): Locator => page.getByRole('complementary', { name: 'Objects and classes' });
const statusOf = (page: Page): Locator => page.getByRole('contentinfo');

async function open(host: ServeHost, page: Page, files: Readonly<Record<string, string | undefined>>): Promise<void> {
  const images = path.join(host.home, 'images');
  mkdirSync(images);
  for (const [name, source] of Object.entries(files)) copyFileSync(source ?? '', path.join(images, name));
  await host.cli('init', host.project, '--images', images, '--classes', 'lesion');
  await openPage(page, await host.start(host.project));
  await galleryOf(page).getByRole('option').first().waitFor();
}

test('a CT shows its Hounsfield units, its window and its directions, and lengths in millimetres', async ({
  page,
  host,
}) => {
  test.skip(!ct, 'the test data is not there');
  await open(host, page, { 'ct.dcm': ct });
  await page.keyboard.press('Alt+2');
  await canvasOf(page).waitFor();
  await expect(factsOf(page)).toContainText('CT');
  await expect(factsOf(page)).toContainText('0.676 × 0.676 mm a pixel');
  const place = await canvasOf(page).boundingBox();
  if (!place) throw new Error('the canvas has a place');
  // The middle of the image: pixel (256, 256), whose value pydicom gives as well.
  await page.mouse.move(place.x + place.width / 2 + 1, place.y + place.height / 2 + 1);
  await expect(statusOf(page)).toContainText(/x 25[67] {2}y 25[67] {2}value -?[\d,]+ HU/);
  // A box, whose sides are told in millimetres: those of its pixels, each of which has 0.675781.
  await page.keyboard.press('r');
  await page.mouse.move(place.x + place.width / 2 - 100, place.y + place.height / 2 - 60);
  await page.mouse.down();
  await page.mouse.move(place.x + place.width / 2 + 100, place.y + place.height / 2 + 60, { steps: 4 });
  await page.mouse.up();
  const boxOf = (): number[] => {
    const db = new Database(host.project, { readonly: true });
    const shape = db.prepare('SELECT shape FROM annotations').pluck().get() as string | undefined;
    db.close();
    return shape === undefined ? [] : (JSON.parse(shape) as { box: number[] }).box;
  };
  await expect.poll(() => boxOf().length).toBe(4);
  const [, , width = NaN, height = NaN] = boxOf();
  const inMm = (pixels: number): string => String(Number((pixels * 0.675781).toPrecision(3)));
  await expect(factsOf(page)).toContainText(`Selected: ${inMm(width)} × ${inMm(height)} mm`);
});

test('each frame of an ultrasound is an image of its own, and burned-in text is warned about', async ({
  page,
  host,
}) => {
  test.skip(!us, 'the test data is not there');
  await open(host, page, { 'us.dcm': us });
  await expect(galleryOf(page).getByRole('option')).toHaveCount(2);
  await expect(galleryOf(page).getByRole('option').first()).toContainText('us.dcm #1');
  await expect(galleryOf(page).getByRole('option').nth(1)).toContainText('us.dcm #2');
  await page.keyboard.press('Alt+2');
  await canvasOf(page).waitFor();
  await expect(factsOf(page)).toContainText('Frame 1 of 2');
  await expect(factsOf(page)).toContainText('There may be text about the patient in the picture');
});

test('coronal slices of a volume are images when a person asks for them, and say what lies where', async ({
  page,
  host,
}) => {
  test.skip(!brain, 'the test data is not there');
  await open(host, page, { 'brain.nii.gz': brain });
  await page.keyboard.press('Control+k');
  await page.keyboard.type('planes of volumes');
  await page.keyboard.press('Enter');
  const dialog = page.getByRole('dialog', { name: 'Planes of volumes' });
  await dialog.getByRole('checkbox', { name: 'Coronal' }).check();
  await dialog.getByRole('button', { name: 'Use these planes' }).click();
  await dialog.waitFor({ state: 'detached' });
  await page.getByRole('combobox', { name: 'Find images' }).fill('meta.nifti.plane=coronal');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('main')).toContainText('109 images');
  await expect(galleryOf(page).getByRole('option').first()).toContainText('brain.nii.gz coronal #1');
  await galleryOf(page).getByRole('option').first().click();
  for (let step = 0; step < 59; step += 1) await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await canvasOf(page).waitFor();
  await expect(factsOf(page)).toContainText('Coronal slice 60 of 109');
  await expect(factsOf(page)).toContainText('2 × 2 mm a pixel');
});

test('the export offers de-identified copies where there are DICOM files, and says what stays out', async ({
  page,
  host,
}) => {
  test.skip(!ct || !us, 'the test data is not there');
  await open(host, page, { 'ct.dcm': ct, 'us.dcm': us });
  await page.keyboard.press('Control+e');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('checkbox', { name: 'new' }).check();
  const copies = dialog.getByRole('checkbox', { name: 'De-identified copies of the DICOM files' });
  await expect(dialog).toContainText('3 images');
  await copies.check();
  await expect(dialog).toContainText('2 images are left out: text about the patient may be part of the picture.');
  await dialog.getByRole('checkbox', { name: 'Also pictures that text may be part of' }).check();
  await expect(dialog).not.toContainText('are left out: text about the patient');
  await copies.uncheck();
  await dialog.getByRole('combobox', { name: 'Format' }).selectOption('dicom-seg');
  await expect(dialog).toContainText('These files name the study that they belong to by its UIDs.');
});
