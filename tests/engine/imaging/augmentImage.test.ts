import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import sharp from 'sharp';
import { seededRandom } from '#shared/base/seededRandom.ts';
import { ringsToRuns, runSpans } from '#shared/geometry/runs.ts';
import { augmentLabels } from '#shared/model/augment/augmentLabels.ts';
import { chooseSources, planCopy } from '#shared/model/augment/planCopy.ts';
import type { AugmentOp } from '#shared/model/exportOptions.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { maskOf, maskRuns } from '#shared/shapes/mask/maskGeometry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { writeDeepImage } from '#tests/support/deepImages.ts';
import { augmentImage, augmentPixels } from '../../../electron/imaging/augmentImage.ts';
import { cutPieces } from '../../../electron/imaging/cutPieces.ts';
import type { SeenPixels } from '../../../electron/imaging/seenPixels.ts';

let home: string;
beforeAll(() => {
  home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-augment-'));
});
afterAll(() => rmSync(home, { recursive: true, force: true }));

type Color = readonly [number, number, number];
interface Mark {
  readonly color: Color;
  readonly x: number;
  readonly y: number;
}
const radius = 9;

/** Four discs on black, in colours of their own; the second image has others. */
const marksOf = (image: number, width: number, height: number): Mark[] =>
  [
    [0.2, 0.25],
    [0.7, 0.3],
    [0.4, 0.8],
    [0.85, 0.75],
  ].map(([x = 0, y = 0], at) => ({
    color: [255 - 60 * image, 40 + 50 * at, at % 2 === 0 ? 255 : 40 + 30 * image],
    ...{ x: x * width + 0.3 * at, y: y * height - 0.2 * at },
  }));

/** With fourfold sampling, so that its middle is where it is said to be. @param orientation as EXIF has it */
async function drawMarks(file: string, width: number, height: number, marks: readonly Mark[], orientation = 1) {
  const data = Buffer.alloc(width * height * 3);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      for (const mark of marks) {
        let hit = 0;
        for (let sub = 0; sub < 16; sub += 1) {
          const [dx, dy] = [x + (sub % 4) / 4 + 0.125 - mark.x, y + Math.floor(sub / 4) / 4 + 0.125 - mark.y];
          if (dx * dx + dy * dy <= radius * radius) hit += 1;
        }
        if (hit > 0) mark.color.forEach((value, at) => (data[(y * width + x) * 3 + at] = (value * hit) / 16));
      }
  const upright = sharp(data, { raw: { width, height, channels: 3 } });
  // Stored turned by a quarter against the clock, it is upright again when EXIF's 6 is honoured.
  const stored = orientation === 6 ? upright.rotate(270) : upright;
  await stored.withMetadata({ orientation }).png().toFile(file);
}

/** The middle of all pixels whose colour is as good as this one. */
function findMark({ data, width, height }: SeenPixels, color: Color) {
  let [sumX, sumY, count] = [0, 0, 0];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const at = (y * width + x) * 3;
      if (color.some((value, channel) => Math.abs((data[at + channel] as number) - value) > 14)) continue;
      [sumX, sumY, count] = [sumX + x + 0.5, sumY + y + 0.5, count + 1];
    }
  return { x: sumX / count, y: sumY / count, count };
}

const sizes = [
  { width: 400, height: 300 },
  { width: 250, height: 380 },
  { width: 500, height: 320 },
] as const;

async function makeImages() {
  return Promise.all(
    sizes.map(async (size, at) => {
      const file = path.join(home, `marks-${at}.png`);
      const marks = marksOf(at, size.width, size.height);
      // The second one lies on its side in its file.
      await drawMarks(file, size.width, size.height, marks, at === 1 ? 6 : 1);
      return { file, frame: 0, ...size, marks };
    }),
  );
}

const lists: readonly (readonly AugmentOp[])[] = [
  ['flip'],
  ['rotate'],
  ['crop'],
  ['mosaic'],
  ['flip', 'rotate', 'crop', 'mosaic'],
];

test.each(lists.map((ops) => ({ ops })))(
  '$ops: marks of the picture are found under the labels that went along, to a pixel',
  async ({ ops }) => {
    const images = await makeImages();
    let found = 0;
    for (let seed = 0; seed < 6; seed += 1) {
      for (const own of images.keys()) {
        const random = seededRandom(`${seed}/${own}`);
        const numbers = chooseSources(random, ops, own, images.length);
        const [first, ...rest] = numbers.map((at) => images[at]!);
        const plan = planCopy(random, ops, [first!, ...rest], 'n');
        const sources = [first!, ...rest];
        const copy = await augmentPixels(sources, plan);
        expect([copy.width, copy.height]).toEqual([first!.width, first!.height]);
        for (const part of plan.parts) {
          // The same image twice in a mosaic has the same colours twice.
          if (plan.parts.filter((other) => numbers[other.source] === numbers[part.source]).length > 1) continue;
          for (const { color, x, y } of sources[part.source]!.marks) {
            const shape: Shape = { kind: 'box', box: [x - radius, y - radius, 2 * radius, 2 * radius] };
            const point: Shape = { kind: 'point', point: [x, y] };
            const labels = [shape, point].map((one) => ({ classId: 1 as ClassId, shape: one }));
            const only = { ...plan, parts: [part] };
            const { labels: moved } = augmentLabels(
              only,
              plan.parts.map(() => labels),
              () => undefined,
            );
            const [box, middle] = [
              moved.find((one) => one.shape.kind === 'box'),
              moved.find((one) => one.shape.kind === 'point'),
            ];
            const scale = Math.sqrt(Math.abs(part.affine.xx * part.affine.yy - part.affine.xy * part.affine.yx));
            // Cut by the border, the middle of what is left is another one; of a few pixels it is none.
            const [left, top, width, height] = part.cell;
            if (middle?.shape.kind !== 'point' || scale * radius < 3) continue;
            const [mx, my] = middle.shape.point;
            const reach = radius * scale + 2;
            const isWhole =
              mx - reach > left && my - reach > top && mx + reach < left + width && my + reach < top + height;
            if (!isWhole) continue;
            const mark = findMark(copy, color);
            expect(mark.count).toBeGreaterThan(4);
            expect(Math.hypot(mark.x - mx, mark.y - my)).toBeLessThan(1);
            if (box?.shape.kind !== 'box') throw new Error('what lies whole in the copy has a box');
            expect(
              Math.hypot(box.shape.box[0] + box.shape.box[2] / 2 - mx, box.shape.box[1] + box.shape.box[3] / 2 - my),
            ).toBeLessThan(1e-6);
            found += 1;
          }
        }
      }
    }
    expect(found).toBeGreaterThan(20);
  },
);

test('a mask that went along covers what was drawn under it', async () => {
  const size = { width: 300, height: 200 };
  const rings = [[60, 50, 200, 40, 240, 150, 90, 160]];
  const runs = ringsToRuns(rings, size);
  const data = Buffer.alloc(size.width * size.height * 3);
  for (const [x, y0, y1] of runSpans(runs, size.height))
    for (let y = y0; y < y1; y += 1) data.fill(255, (y * size.width + x) * 3, (y * size.width + x) * 3 + 3);
  const file = path.join(home, 'mask.png');
  await sharp(data, { raw: { ...size, channels: 3 } })
    .png()
    .toFile(file);
  for (let seed = 0; seed < 5; seed += 1) {
    const plan = planCopy(seededRandom(String(seed)), ['flip', 'rotate', 'crop'], [size], 'n');
    const copy = await augmentPixels([{ file, frame: 0, ...size }], plan);
    const labels = [maskOf(runs, size), { kind: 'polygon', rings } satisfies Shape].map((shape) => ({
      classId: 1 as ClassId,
      shape: shape,
    }));
    const moved = augmentLabels(plan, [labels], () => undefined).labels.map(({ shape }) => shape);
    const [mask, polygon] = moved;
    if (mask?.kind !== 'mask' || polygon?.kind !== 'polygon') throw new Error('both are still there');
    // A polygon's edge is a line, that of the pixels drawn from it has steps.
    for (const [set, steps] of [
      [maskRuns(mask), 0],
      [ringsToRuns(polygon.rings, plan), 20],
    ] as const) {
      const isSet = new Uint8Array(plan.width * plan.height);
      for (const [x, y0, y1] of runSpans(set, plan.height))
        for (let y = y0; y < y1; y += 1) isSet[y * plan.width + x] = 1;
      // Where the picture is clearly white or black; its border is grey.
      let wrong = 0;
      for (const [at, on] of isSet.entries()) {
        const value = copy.data[at * copy.channels] as number;
        if ((value > 230 && on === 0) || (value < 25 && on === 1)) wrong += 1;
      }
      expect(wrong).toBeLessThanOrEqual(steps);
    }
  }
});

test('the same plan gives the same bytes; colour and noise change pixels and nothing else', async () => {
  const [image] = await makeImages();
  const plan = planCopy(seededRandom('a'), ['color', 'noise'], [image!], 'n');
  expect(plan.parts[0]?.affine).toMatchObject({ xx: 1, xy: 0, yx: 0, yy: 1, x0: 0, y0: 0 });
  const [a, b] = await Promise.all([augmentPixels([image!], plan), augmentPixels([image!], plan)]);
  expect(Buffer.from(a.data).equals(Buffer.from(b.data))).toBe(true);
  const plain = await augmentPixels([image!], { ...plan, tone: null, noise: null });
  expect(Buffer.from(a.data).equals(Buffer.from(plain.data))).toBe(false);
  // Noise on nothing but black is half cut off at 0; on grey its deviation is the plan's.
  const grey = path.join(home, 'grey.png');
  await sharp({ create: { width: 300, height: 200, channels: 3, background: '#808080' } })
    .png()
    .toFile(grey);
  const noisy = await augmentPixels([{ file: grey, frame: 0, width: 300, height: 200 }], {
    ...planCopy(seededRandom('a'), ['flip'], [{ width: 300, height: 200 }], 'n'),
    noise: { deviation: 10, seed: 's' },
  });
  const mean = noisy.data.reduce((sum, value) => sum + value, 0) / noisy.data.length;
  const variance = noisy.data.reduce((sum, value) => sum + (value - mean) ** 2, 0) / noisy.data.length;
  expect(mean).toBeCloseTo(128, 0);
  expect(Math.sqrt(variance)).toBeGreaterThan(9.5);
  expect(Math.sqrt(variance)).toBeLessThan(10.5);
});

test('a copy is written as PNG without loss, or as JPEG', async () => {
  const [image] = await makeImages();
  const plan = planCopy(seededRandom('a'), ['rotate'], [image!], 'n');
  const png = path.join(home, 'copy.png');
  const jpeg = path.join(home, 'copy.jpg');
  await augmentImage([image!], plan, png, { format: 'png', quality: 92 });
  await augmentImage([image!], plan, jpeg, { format: 'jpeg', quality: 60 });
  const { data } = await augmentPixels([image!], plan);
  expect((await sharp(png).raw().toBuffer()).equals(Buffer.from(data))).toBe(true);
  expect((await sharp(jpeg).metadata()).format).toBe('jpeg');
});

test('parts of an image are its upright pixels, as they are', async () => {
  const [, turned] = await makeImages();
  const outPath = path.join(home, 'pieces/a/one.png');
  await cutPieces(turned!, [{ box: [30, 80, 60, 40], outPath }], { format: 'png', quality: 92 });
  const piece = await sharp(outPath).raw().toBuffer({ resolveWithObject: true });
  expect([piece.info.width, piece.info.height]).toEqual([60, 40]);
  const upright = await sharp(turned!.file)
    .autoOrient()
    .extract({ left: 30, top: 80, width: 60, height: 40 })
    .raw()
    .toBuffer();
  expect(piece.data.equals(upright)).toBe(true);
  expect(upright.some((value) => value > 100)).toBe(true);
});

test('parts of grey of 16 bits are seen in the window of the whole image', async () => {
  const file = path.join(home, 'deep.png');
  // 12 bits in 16: nearly black without a window.
  await writeDeepImage(file, { width: 64, height: 64 }, (x) => x * 64);
  const [low, high] = ['low', 'high'].map((name) => path.join(home, `${name}.png`));
  const box = (left: number) => [left, 0, 16, 64] as const;
  const pieces = [
    { box: box(0), outPath: low! },
    { box: box(48), outPath: high! },
  ];
  await cutPieces({ file, frame: 0 }, pieces, { format: 'png', quality: 92 });
  const [dark, bright] = await Promise.all(
    [low!, high!].map((one) => sharp(one).raw().toBuffer({ resolveWithObject: true })),
  );
  expect((await sharp(low).metadata()).channels).toBe(1);
  const mean = ({ data }: { data: Buffer }) => data.reduce((sum, value) => sum + value, 0) / data.length;
  expect(mean(dark!)).toBeLessThan(45);
  expect(mean(bright!)).toBeGreaterThan(210);
});
