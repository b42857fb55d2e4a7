import { mkdtempSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync, gzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import type { ExportItem, ExportSource, Format } from '#shared/formats/format.ts';
import { dicomSeg } from '#shared/formats/dicomSeg/dicomSeg.ts';
import { niftiLabels } from '#shared/formats/nifti/niftiLabels.ts';
import { ringsToRuns } from '#shared/geometry/runs.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import { maskOf } from '#shared/shapes/mask/maskGeometry.ts';
import { dicomReference, niftiHead, sourceOf } from '#tests/support/medicalSources.ts';
import { readMutations } from '#tests/support/mutate.ts';
import { findPython } from '#tests/support/python.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';

const size = { width: 7, height: 5 };
const classes = ['liver', 'tumour'].map((name, position) => ({
  ...{ id: (position + 1) as ClassId, name, color: String(position), position },
}));
const out = mkdtempSync(path.join(os.tmpdir(), 'firstpass-medical-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

/** `..AB.` rows: A and B are the classes; both where they overlap is `C`. */
function labelsOf(rows: readonly string[]): ExportItem['labels'] {
  const maskWith = (letters: string) => {
    const rings = rows.flatMap((row, y) =>
      [...row].flatMap((char, x) => (letters.includes(char) ? [[x, y, x + 1, y, x + 1, y + 1, x, y + 1]] : [])),
    );
    return rings.length > 0 ? [maskOf(ringsToRuns(rings, size), size)] : [];
  };
  return [
    ...maskWith('AC').map((shape) => ({ classId: 1 as ClassId, shape, score: null })),
    ...maskWith('BC').map((shape) => ({ classId: 2 as ClassId, shape, score: null })),
  ];
}

function write(format: Format, slices: readonly { rows: readonly string[]; source: ExportSource | undefined }[]) {
  const files: Record<string, Buffer> = {};
  const append = (file: string, piece: string | Uint8Array): void => {
    files[file] = Buffer.concat([files[file] ?? Buffer.alloc(0), Buffer.from(piece as string)]);
  };
  const writer = format.createWriter(
    { projectName: 'p', classes, createdAt: '2026-01-02T03:04:05.000Z' },
    append,
    (file, part) => {
      append(file, files[part] ?? Buffer.alloc(0));
      delete files[part];
    },
  );
  slices.forEach(({ rows, source }, at) =>
    writer.item({
      ...{ id: (at + 1) as ItemId, imagePath: `images/${at}.png`, stem: `s/${at}`, labels: labelsOf(rows), source },
      ...{ widthPx: size.width, heightPx: size.height },
    }),
  );
  writer.finish();
  return files;
}

const first = ['AA.....', 'AA..B..', '....B..', '.......', '.......'];
const third = ['.......', '.......', '.......', '.....BB', '.....BB'];
const empty = ['.......', '.......', '.......', '.......', '.......'];
const overlapping = ['AAA....', 'ACC....', '.BB....', '.......', '.......'];

describe('NIfTI label maps', () => {
  const slices = (count: number) => [
    { rows: first, source: sourceOf('nifti', 0, count, size) },
    { rows: third, source: sourceOf('nifti', 2, count, size) },
  ];

  test('a volume has the sizes and the place of its image, and nothing that people wrote into its header', () => {
    const volume = gunzipSync(write(niftiLabels, slices(3))['labels/scan.nii.gz'] ?? Buffer.alloc(0));
    const source = niftiHead([7, 5, 3]);
    expect(volume.length).toBe(352 + 7 * 5 * 3);
    // Sizes, and the rows that lead into the body.
    expect([...volume.subarray(40, 56)]).toEqual([...source.subarray(40, 56)]);
    expect([...volume.subarray(252, 328)]).toEqual([...source.subarray(252, 328)]);
    expect(volume.includes('Mueller')).toBe(false);
    // i grows to the right of the patient, which is left in the picture; j to the front, which is above.
    expect(volume[352 + 4 * 7 + 6]).toBe(1);
    expect(volume[352 + 3 * 7 + 2]).toBe(2);
  });

  test('slices that are not in the export are no background, and come back as not labeled', () => {
    const files = write(niftiLabels, slices(3));
    expect(JSON.parse(String(files['labels.json']))).toEqual({
      labels: { background: 0, liver: 1, tumour: 2, ignore: 3 },
    });
    const { images, labels, problems } = readRecords(niftiLabels.reader as never, memoryTree(files));
    expect(problems).toEqual([]);
    expect(images.map(({ frame, frameCount, isUnlabeled }) => [frame, frameCount, isUnlabeled])).toEqual([
      [0, 3, false],
      [1, 3, true],
      [2, 3, false],
    ]);
    const wanted = [...labelsOf(first).map(({ shape }) => shape), ...labelsOf(third).map(({ shape }) => shape)];
    expect(labels.map(({ shape }) => shape)).toEqual(wanted);
  });

  test('a label map that lies another way in the file is read as the body lies', () => {
    const files = write(niftiLabels, [{ rows: first, source: sourceOf('nifti', 0, 1, size) }]);
    const volume = gunzipSync(files['labels/scan.nii.gz'] ?? Buffer.alloc(0));
    // The same voxels, counted from right to left.
    const turned = Buffer.from(volume);
    turned.writeFloatLE(-1, 280);
    for (let y = 0; y < 5; y += 1)
      for (let x = 0; x < 7; x += 1) turned[352 + y * 7 + x] = volume[352 + y * 7 + 6 - x] as number;
    const read = (bytes: Buffer) =>
      readRecords(niftiLabels.reader as never, memoryTree({ 'scan.nii': bytes })).labels.map(({ shape }) => shape);
    expect(read(turned)).toEqual(read(volume));
    expect(read(volume)).toHaveLength(2);
  });

  test('numbers are called as ITK-SNAP or nnU-Net call them', () => {
    const files = write(niftiLabels, [{ rows: first, source: sourceOf('nifti', 0, 1, size) }]);
    const volume = files['labels/scan.nii.gz'] ?? Buffer.alloc(0);
    const names = (more: Record<string, string>) =>
      readRecords(niftiLabels.reader as never, memoryTree({ 'scan.nii.gz': volume, ...more })).classes.map(
        ({ name }) => name,
      );
    expect(names({ 'labels.txt': String(files['labels.txt']) })).toEqual(['liver', 'tumour']);
    expect(names({ 'dataset.json': '{"labels":{"0":"background","1":"a","2":"b"}}' })).toEqual(['a', 'b']);
    expect(names({})).toEqual(['class 1', 'class 2']);
  });

  test('a few bytes that unfold to much more than a volume needs are no danger', () => {
    const head = niftiHead([30_000, 30_000, 2]);
    const bomb = gzipSync(Buffer.concat([head, Buffer.alloc(1 << 24)]));
    const { problems, labels } = readRecords(niftiLabels.reader as never, memoryTree({ 'a.nii.gz': bomb }));
    expect(labels).toEqual([]);
    expect(problems).toMatchObject([{ code: 'file.unreadable' }]);
    const cut = gzipSync(Buffer.concat([niftiHead([300, 300, 200]), Buffer.alloc(100)]));
    expect(readRecords(niftiLabels.reader as never, memoryTree({ 'a.nii.gz': cut })).problems).toMatchObject([
      { code: 'file.cutOff' },
    ]);
  });

  test('two thousand broken volumes that are not compressed', () => {
    const files = write(niftiLabels, slices(3));
    const volume = gunzipSync(files['labels/scan.nii.gz'] ?? Buffer.alloc(0));
    const golden = { 'labels/scan.nii': volume, 'labels.json': files['labels.json'] ?? '' };
    expect(readMutations(niftiLabels.reader as never, golden, 2000)).toBeGreaterThan(100);
  }, 120_000);

  const nibabel = findPython('nibabel');
  test.skipIf(!nibabel)('nibabel reads the same numbers, place and type', () => {
    const oblique = [
      [0.6, -0.2, 0.1, -40],
      [0.2, 0.6, -0.1, 12.5],
      [0, 0.1, 2.5, 99],
    ];
    const source: ExportSource = {
      kind: 'nifti',
      file: 'scan.nii',
      frame: 0,
      head: niftiHead([7, 5, 1], oblique),
    };
    const files = write(niftiLabels, [{ rows: first, source }]);
    const file = path.join(out, 'scan.nii.gz');
    writeFileSync(file, files['labels/scan.nii.gz'] ?? '');
    const script = `
import sys, json, nibabel, numpy
a = nibabel.load(sys.argv[1])
data = numpy.asarray(a.dataobj)
print(json.dumps([str(data.dtype), list(data.shape), a.affine[:3].tolist(), data[::-1, ::-1, 0].T.tolist(), a.header['intent_code'].item()]))`;
    const [type, shape, affine, rows, intent] = nibabel?.(script, file) as [
      string,
      number[],
      number[][],
      number[][],
      number,
    ];
    expect([type, shape, intent]).toEqual(['uint8', [7, 5, 1], 1002]);
    affine.flat().forEach((value, at) => expect(value).toBeCloseTo(oblique.flat()[at] ?? NaN, 5));
    expect(rows.map((row) => row.map((value) => '.AB'[value]).join(''))).toEqual(first);
  });
});

describe('DICOM Segmentation', () => {
  const slices = [
    { rows: overlapping, source: sourceOf('dicom', 0, 3, size) },
    { rows: empty, source: sourceOf('dicom', 1, 3, size) },
    { rows: third, source: sourceOf('dicom', 2, 3, size) },
  ];
  const files = write(dicomSeg, slices);

  test('masks come back exactly, also where classes overlap, and empty images as such', () => {
    expect(Object.keys(files)).toEqual(['segmentations/s/0.dcm']);
    const { images, labels, problems } = readRecords(dicomSeg.reader as never, memoryTree(files));
    expect(problems).toEqual([]);
    expect(new Set(images.map(({ sopInstanceUid }) => sopInstanceUid))).toEqual(
      new Set(['1.2.3.5.1', '1.2.3.5.2', '1.2.3.5.3']),
    );
    const wanted = [...labelsOf(overlapping), ...labelsOf(third)].map(({ shape, classId }) => [
      classes[classId - 1]?.name,
      shape,
    ]);
    expect(labels.map(({ classRef, shape }) => [classRef, shape])).toEqual(wanted);
  });

  test('a frame of a file of several is named by its number', () => {
    const source: ExportSource = {
      ...{ kind: 'dicom', file: 'a.dcm', frame: 4 },
      reference: { ...dicomReference(0), frameCount: 9, position: undefined },
    };
    const { images } = readRecords(dicomSeg.reader as never, memoryTree(write(dicomSeg, [{ rows: third, source }])));
    expect(images.map(({ sopInstanceUid, frame }) => [sopInstanceUid, frame])).toEqual([['1.2.3.5.1', 4]]);
  });

  const pydicom = findPython('pydicom');
  test.skipIf(!pydicom)('pydicom reads the same pixels, segments, places and references', () => {
    mkdirSync(path.join(out, 'seg'));
    const file = path.join(out, 'seg', 'a.dcm');
    writeFileSync(file, files['segmentations/s/0.dcm'] ?? '');
    const script = `
import sys, json, pydicom
d = pydicom.dcmread(sys.argv[1])
frames = []
for pixels, f in zip(d.pixel_array, d.PerFrameFunctionalGroupsSequence):
    source = f.DerivationImageSequence[0].SourceImageSequence[0]
    frames.append({
        'rows': pixels.tolist(),
        'segment': f.SegmentIdentificationSequence[0].ReferencedSegmentNumber,
        'source': str(source.ReferencedSOPInstanceUID),
        'position': [float(x) for x in f.PlanePositionSequence[0].ImagePositionPatient],
        'index': [int(x) for x in f.FrameContentSequence[0].DimensionIndexValues],
    })
shared = d.SharedFunctionalGroupsSequence[0]
print(json.dumps({
    'frames': frames,
    'segments': [[s.SegmentNumber, s.SegmentLabel, s.SegmentAlgorithmType] for s in d.SegmentSequence],
    'class': str(d.SOPClassUID.name), 'study': str(d.StudyInstanceUID), 'series': str(d.ReferencedSeriesSequence[0].SeriesInstanceUID),
    'spacing': [float(x) for x in shared.PixelMeasuresSequence[0].PixelSpacing],
    'thickness': float(shared.PixelMeasuresSequence[0].SliceThickness),
    'orientation': [float(x) for x in shared.PlaneOrientationSequence[0].ImageOrientationPatient],
    'name': str(d.PatientName), 'id': str(d.PatientID), 'frame': str(d.FrameOfReferenceUID),
    'valid': pydicom.uid.UID(d.SOPInstanceUID).is_valid,
}))`;
    const pixels = (rows: readonly string[], letters: string): number[][] =>
      rows.map((row) => [...row].map((char) => Number(letters.includes(char))));
    expect(pydicom?.(script, file)).toEqual({
      frames: [
        { rows: pixels(overlapping, 'AC'), segment: 1, source: '1.2.3.5.1', position: [-10.5, 20, 0], index: [1, 1] },
        { rows: pixels(overlapping, 'BC'), segment: 2, source: '1.2.3.5.1', position: [-10.5, 20, 0], index: [2, 1] },
        { rows: pixels(third, 'BC'), segment: 2, source: '1.2.3.5.3', position: [-10.5, 20, 5], index: [2, 2] },
      ],
      segments: [
        [1, 'liver', 'MANUAL'],
        [2, 'tumour', 'MANUAL'],
      ],
      ...{ class: 'Segmentation Storage', study: '1.2.3.1', series: '1.2.3.2', spacing: [0.7, 0.6], thickness: 2.5 },
      ...{ orientation: [1, 0, 0, 0, 1, 0], name: '', id: '', frame: '1.2.3.4', valid: true },
    });
  });
});
