import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { toValue } from '#shared/look/valueScale.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import { openNifti } from '../../../electron/pixels/nifti/openNifti.ts';
import { isGzip, unfold } from '../../../electron/pixels/nifti/unfold.ts';

/**
 * SHA-256 of all slices of a plane as 64-bit floats, little endian, as nibabel 5.0.0 reads them: `as_closest_canonical`, then each slice
 * turned so that the patient's right is on the left (of sagittal ones: the front), and the head or the front above.
 */
const references = {
  'anatomical.nii': {
    axial: '3bf7ae3f43c4ef9ef37342cbb70b1a2d2751b46701a41e336af396a54f321b48',
    coronal: '0741717ae20dfce45b380ef5eef8b85d32c8f0442f74750e134c72a8a5a85c97',
    sagittal: '78e31dccc2b6db7d6a1fe085866bbc512d7673c6e62b83f04d6eeb0a792d88e8',
  },
  'avg152T1_LR_nifti.nii.gz': {
    axial: '2a4bfa0307551be1129cb4f0dd6d488f7df39cd57a6815433d5d74f2f5734635',
    coronal: '5992e702d516f915023760eb36174693c19a8f1dd94b523ae860b31e1b6fb58f',
    sagittal: '38cf06b8769cdcd75fbb1e9cbdcf4a26f1a212ee6a5f45d5209d4dc563c7827a',
  },
} as const;

for (const [name, planes] of Object.entries(references)) {
  const file = sharedData(`medical/nifti/${name}`);
  test.skipIf(!file)(`${name}: all slices of all planes are those of nibabel`, async () => {
    const bytes = new Uint8Array(readFileSync(file ?? ''));
    const nifti = openNifti(isGzip(bytes) ? await unfold(bytes) : bytes);
    const found: Record<string, string> = {};
    for (const { name: plane, first, count } of nifti.facts(0).planes ?? []) {
      const hash = createHash('sha256');
      for (let frame = first; frame < first + count; frame += 1) {
        const raster = await nifti.read(frame);
        if (raster.kind !== 'grey') throw new Error('it is grey');
        const values = Float64Array.from(raster.samples, (sample) => toValue(raster.scale, sample));
        hash.update(new Uint8Array(values.buffer));
      }
      found[plane] = hash.digest('hex');
    }
    expect(found).toEqual(planes);
  });
}
