import type { ExportSource } from '#shared/formats/format.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { DicomReference } from '#shared/medical/dicom/reference.ts';

/** The header of a NIfTI-1 file of whole millimetres whose first voxel lies right, back and low in the body. */
export function niftiHead(
  dims: readonly [number, number, number],
  affine?: readonly (readonly number[])[],
): Uint8Array {
  const bytes = new Uint8Array(352);
  const view = new DataView(bytes.buffer);
  view.setInt32(0, 348, true);
  [3, ...dims, 1, 1, 1, 1].forEach((size, at) => view.setInt16(40 + 2 * at, size, true));
  view.setInt16(70, 4, true);
  view.setInt16(72, 16, true);
  [1, 1, 1, 1].forEach((side, at) => view.setFloat32(76 + 4 * at, side, true));
  view.setFloat32(108, 352, true);
  view.setFloat32(112, 2, true);
  view.setFloat32(116, -1000, true);
  bytes[123] = 2;
  bytes.set(Buffer.from('Mueller, Hans'), 148);
  view.setInt16(254, 1, true);
  const rows = affine ?? [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ];
  rows.flat().forEach((value, at) => view.setFloat32(280 + 4 * at, value, true));
  bytes.set(Buffer.from('n+1\0'), 344);
  return bytes;
}

export const dicomReference = (slice: number): DicomReference => ({
  ...{
    studyUid: '1.2.3.1',
    seriesUid: '1.2.3.2',
    sopClassUid: '1.2.840.10008.5.1.4.1.1.2',
    frameOfReferenceUid: '1.2.3.4',
  },
  ...{ sopInstanceUid: `1.2.3.5.${slice + 1}`, frameCount: 1, spacing: [0.7, 0.6], thickness: 2.5 },
  ...{ position: [-10.5, 20, 2.5 * slice], orientation: [1, 0, 0, 0, 1, 0] },
});

/** What a format that needs a file is told of one slice of several. */
export function sourceOf(
  kind: ExportSource['kind'] | undefined,
  slice: number,
  count: number,
  { width, height }: Size,
): ExportSource | undefined {
  if (kind === 'nifti') return { kind, file: 'scan.nii.gz', frame: slice, head: niftiHead([width, height, count]) };
  return kind && { kind, file: `slice-${slice}.dcm`, frame: 0, reference: dicomReference(slice) };
}
