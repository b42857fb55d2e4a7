import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dicomReferences } from '#tests/support/reference/dicomPixels.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { readImagePixels } from '../../../electron/pixels/dicom/imagePixels.ts';
import { openDicom } from '../../../electron/pixels/dicom/openDicom.ts';
import { parseDataset } from '../../../electron/pixels/dicom/parseDataset.ts';
import { storedNumbers } from '../../../electron/pixels/dicom/storedNumbers.ts';
import { decodeFrame } from '../../../electron/pixels/dicom/transferSyntaxes.ts';

/** The enhanced images, whose slopes stand where pydicom's function doesn't look. */
const onlyStored = new Set(['pydicom_eCT_Supplemental.dcm', 'pydicom_emri_small.dcm']);

for (const reference of dicomReferences) {
  const file = sharedData(`medical/dicom/${reference.file}`);

  test.skipIf(!file)(`${reference.file}: its stored numbers are those of pydicom`, async () => {
    const dataset = parseDataset(readFileSync(file as string));
    const pixels = readImagePixels(dataset);
    const hash = createHash('sha256');
    for (let frame = 0; frame < pixels.frameCount; frame += 1) {
      const decoded = await decodeFrame(dataset, pixels, frame);
      const numbers = storedNumbers(decoded, pixels);
      const count = pixels.width * pixels.height;
      const interleaved =
        decoded.isPlanar && pixels.samplesPerPixel === 3
          ? Int32Array.from(numbers, (_, at) => numbers[(at % 3) * count + Math.floor(at / 3)] as number)
          : Int32Array.from(numbers).subarray(0, count * pixels.samplesPerPixel);
      hash.update(new Uint8Array(interleaved.buffer, 0, interleaved.byteLength));
    }
    expect(hash.digest('hex')).toBe(reference.stored);
  });

  if (onlyStored.has(reference.file)) continue;
  test.skipIf(!file)(`${reference.file}: so is what they stand for`, async () => {
    const volume = openDicom(readFileSync(file as string));
    expect(volume.frameCount).toBe(reference.frames);
    expect(volume.size(0)).toEqual({ width: reference.width, height: reference.height });
    const hash = createHash('sha256');
    for (let frame = 0; frame < volume.frameCount; frame += 1) {
      const raster = await volume.read(frame);
      if (raster.kind === 'color') hash.update(raster.data);
      else {
        const { slope, intercept } = raster.scale;
        const values = Float64Array.from(raster.samples, (sample) => slope * sample + intercept);
        hash.update(new Uint8Array(values.buffer));
      }
    }
    expect(hash.digest('hex')).toBe(reference.shown);
  });
}

const extended = sharedData('medical/dicom/pydicom_JPEG-lossy.dcm');
test.skipIf(!extended)(
  'JPEG Extended that is cut off, or damaged anywhere, is refused or read, and never hangs',
  async () => {
    const whole = readFileSync(extended as string);
    const cut = whole.subarray(0, whole.length - 4000);
    await expect((async () => openDicom(cut).read(0))()).rejects.toMatchObject({ code: 'dicom.truncated' });
    const start = whole.indexOf(Buffer.from([0xff, 0xd8, 0xff]));
    let refused = 0;
    for (let at = start + 2; at < start + 600; at += 7) {
      const damaged = Buffer.from(whole);
      damaged[at] = (damaged[at] as number) ^ 0x5a;
      try {
        await openDicom(damaged).read(0);
      } catch (error) {
        expect(String((error as { code?: string }).code)).toMatch(/^dicom\./);
        refused += 1;
      }
    }
    expect(refused).toBeGreaterThan(10);
  },
);
