import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { niftiLabels } from '#shared/formats/nifti/niftiLabels.ts';
import { ringsToRuns } from '#shared/geometry/runs.ts';
import { readNiftiHeader } from '#shared/medical/nifti/niftiHeader.ts';
import { listPlanes } from '#shared/medical/nifti/planes.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import { maskOf } from '#shared/shapes/mask/maskGeometry.ts';
import { niftiHead } from '#tests/support/medicalSources.ts';
import { findPython } from '#tests/support/python.ts';
import { memoryTree, readRecords } from '#tests/support/readRecords.ts';

const out = mkdtempSync(path.join(os.tmpdir(), 'firstpass-planes-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const dims = [7, 5, 4] as const;
const classes = ['liver', 'tumour'].map((name, position) => ({
  ...{ id: (position + 1) as ClassId, name, color: String(position), position },
}));

/** One rectangle `[x, y, width, height]` of a class in one slice. */
interface Drawn {
  readonly frame: number;
  readonly box: readonly [number, number, number, number] | null;
  readonly classId?: number;
}

function write(head: Uint8Array, drawn: readonly Drawn[], folder = '') {
  const files: Record<string, Buffer> = {};
  const writer = niftiLabels.createWriter(
    { projectName: 'p', classes, createdAt: '' },
    (file, piece) => {
      const name = folder + file;
      files[name] = Buffer.concat([files[name] ?? Buffer.alloc(0), Buffer.from(piece as string)]);
    },
    () => undefined,
  );
  const header = readNiftiHeader(head);
  for (const { frame, box, classId = 1 } of drawn) {
    const plane = listPlanes(header).find(({ first, count }) => frame < first + count);
    if (!plane) throw new Error('there is such a slice');
    const size = { width: header.dims[plane.across.axis], height: header.dims[plane.down.axis] };
    const [x, y, width, height] = box ?? [0, 0, 0, 0];
    const ring = [x, y, x + width, y, x + width, y + height, x, y + height];
    const shape = maskOf(ringsToRuns([ring], size), size);
    writer.item({
      ...{ id: (frame + 1) as ItemId, imagePath: String(frame), stem: String(frame) },
      ...{ widthPx: size.width, heightPx: size.height },
      labels: box ? [{ classId: classId as ClassId, shape, score: null }] : [],
      source: { kind: 'nifti', file: 'scan.nii.gz', frame, head },
    });
  }
  writer.finish();
  return files;
}

const read = (files: Record<string, Buffer>) => readRecords(niftiLabels.reader as never, memoryTree(files));
const voxelsOf = (files: Record<string, Buffer>): Buffer =>
  gunzipSync(files['labels/scan.nii.gz'] ?? Buffer.alloc(0)).subarray(352);
const listOf = (files: Record<string, Buffer>): unknown => JSON.parse(String(files['labels.json']));

/** Ways in which a volume may lie: straight, flipped in all directions, with its axes exchanged, and tilted by some degrees. */
const affines = {
  straight: [
    [1, 0, 0, 0],
    [0, 1, 0, 0],
    [0, 0, 1, 0],
  ],
  flipped: [
    [-1, 0, 0, 0],
    [0, -1, 0, 0],
    [0, 0, -1, 0],
  ],
  exchanged: [
    [0, 0, 2, 0],
    [-1, 0, 0, 0],
    [0, 3, 0, 0],
  ],
  oblique: [
    [0.6, -0.2, 0.1, -40],
    [0.2, 0.6, -0.1, 12.5],
    [0, 0.1, -2.5, 99],
  ],
} as const;

describe.each(Object.entries(affines))('label maps of a volume that lies %s', (_name, affine) => {
  const head = niftiHead(dims, affine);
  const planes = listPlanes(readNiftiHeader(head));

  test.each(['coronal', 'sagittal'] as const)('%s slices come back as they were, and no others', (wanted) => {
    const plane = planes.find((one) => one.plane === wanted);
    if (!plane) throw new Error('there are three planes');
    const frames = [plane.first + 1, plane.first + 2];
    const files = write(head, [
      { frame: frames[0] as number, box: [1, 0, 2, 3] },
      { frame: frames[1] as number, box: [0, 1, 3, 1], classId: 2 },
    ]);
    const { images, labels, problems } = read(files);
    expect(problems).toEqual([]);
    const labeled = images.filter(({ isUnlabeled }) => !isUnlabeled);
    expect(labeled.map(({ frame }) => frame)).toEqual(frames);
    expect(images.every(({ frameCount }) => frameCount === planes[0]?.count)).toBe(true);
    const { width, height } = { width: labeled[0]?.widthPx ?? 0, height: labeled[0]?.heightPx ?? 0 };
    const box = (x: number, y: number, w: number, h: number) =>
      maskOf(ringsToRuns([[x, y, x + w, y, x + w, y + h, x, y + h]], { width, height }), { width, height });
    expect(labels.map(({ imageRef, classRef, shape }) => [imageRef, classRef, shape])).toEqual([
      [labeled[0]?.ref, labels[0]?.classRef, box(1, 0, 2, 3)],
      [labeled[1]?.ref, labels[1]?.classRef, box(0, 1, 3, 1)],
    ]);
    expect(labels[0]?.classRef).not.toBe(labels[1]?.classRef);
  });

  const nibabel = findPython('nibabel');
  test.skipIf(!nibabel)('nibabel finds the labels of each plane where its own slices lie in the body', () => {
    const script = `
import sys, json, nibabel, numpy
a = nibabel.as_closest_canonical(nibabel.load(sys.argv[1]))
data = numpy.asarray(a.dataobj)
at = int(sys.argv[3])
shown = {'axial': lambda: data[::-1, ::-1, at].T, 'coronal': lambda: data[::-1, at, ::-1].T, 'sagittal': lambda: data[at, ::-1, ::-1].T}
print(json.dumps(shown[sys.argv[2]]().astype(int).tolist()))`;
    for (const plane of planes) {
      const slice = 2;
      const files = write(head, [{ frame: plane.first + slice, box: [1, 0, 2, 3] }]);
      const file = path.join(out, 'scan.nii.gz');
      writeFileSync(file, files['labels/scan.nii.gz'] ?? '');
      const rows = nibabel?.(script, file, plane.plane, String(slice)) as number[][];
      const [width, height] = [dims[plane.across.axis], dims[plane.down.axis]];
      const wanted = Array.from({ length: height }, (_, y) =>
        Array.from({ length: width }, (__, x) => Number(x >= 1 && x < 3 && y < 3)),
      );
      expect([plane.plane, rows]).toEqual([plane.plane, wanted]);
    }
  });
});

describe('slices of two planes', () => {
  const head = niftiHead(dims);
  const planes = listPlanes(readNiftiHeader(head));
  const coronal = planes[1]?.first ?? 0;

  test('agree where they say the same, and nothing is contradicted', () => {
    // Axial slice 0 is 7 x 5, coronal slice 4 the line of its first row; the lowest row of that is axial slice 0.
    const files = write(head, [
      { frame: 0, box: [0, 0, 7, 1] },
      { frame: coronal + 4, box: [0, 3, 7, 1] },
    ]);
    expect(listOf(files)).toEqual({
      labels: { background: 0, liver: 1, tumour: 2, ignore: 3 },
      slices: { scan: [0, coronal + 4] },
    });
    expect(read(files).labels).toHaveLength(2);
  });

  test('which contradict each other leave the voxels that they share to nobody, and that is counted', () => {
    const files = write(head, [
      { frame: 0, box: [0, 0, 7, 1] },
      { frame: coronal + 4, box: [0, 3, 3, 1], classId: 2 },
    ]);
    // Three voxels are of two classes, four of a class and of nothing.
    expect(listOf(files)).toMatchObject({ contradictions: { scan: 7 } });
    const row = [...voxelsOf(files)].slice(4 * 7, 5 * 7);
    expect(row).toEqual(Array(7).fill(3));
    expect(voxelsOf(files)[0]).toBe(0);
  });

  test('a third plane does not make up for a contradiction of the first two', () => {
    const sagittal = planes[2]?.first ?? 0;
    const files = write(head, [
      { frame: 0, box: [0, 0, 7, 1] },
      { frame: coronal + 4, box: null },
      { frame: sagittal + 6, box: [0, 3, 1, 1] },
    ]);
    expect(voxelsOf(files)[4 * 7 + 6]).toBe(3);
    expect(listOf(files)).toMatchObject({ contradictions: { scan: 7 } });
  });

  test('an export of axial slices alone says nothing of planes', () => {
    const files = write(head, [{ frame: 0, box: [0, 0, 7, 1] }]);
    expect(Object.keys(listOf(files) as object)).toEqual(['labels']);
  });

  test('each part of an export that is apart by split has its own slices', () => {
    const files = {
      ...write(head, [{ frame: coronal + 1, box: [0, 0, 2, 2] }], 'train/'),
      ...write(head, [{ frame: coronal + 3, box: [1, 1, 2, 2] }], 'val/'),
    };
    const labeled = read(files).images.filter(({ isUnlabeled }) => !isUnlabeled);
    expect(labeled.map(({ frame }) => frame).sort()).toEqual([coronal + 1, coronal + 3]);
  });
});
