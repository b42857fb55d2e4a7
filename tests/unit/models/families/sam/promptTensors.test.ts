import { expect, test } from 'vitest';
import { assertExists } from '#shared/base/assert.ts';
import { imagePoint } from '#shared/geometry/points.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { placeImage } from '#models/families/placement.ts';
import { bestMask, maskArea } from '#models/families/sam/maskArea.ts';
import { promptTensors } from '#models/families/sam/promptTensors.ts';
import { sampleLogits } from '#models/families/sam/sampleLogits.ts';
import { sam } from '#models/families/sam/sam.ts';

const signature = {
  inputs: [{ name: 'images', dtype: 'float32', shape: [1, 3, 1024, 1024] }],
  outputs: [{ name: 'image_embeddings', dtype: 'float32', shape: [1, 256, 64, 64] }],
  metadata: {},
  sha256: '0'.repeat(64),
  sizeBytes: 1,
};
const card: ModelCard = {
  ...assertExists(sam.recognise(signature), 'it is one'),
  name: 'MobileSAM',
  sha256: signature.sha256,
};

/** Only EfficientSAM asks for it. */
const asked = { width: 1000, height: 500 };

test('an encoder of SAM is known by its embedding, whatever that is called; nothing else is', () => {
  expect(card).toMatchObject({ task: 'interactive', input: { widthPx: 1024, resize: 'letterbox-topleft' } });
  const renamed = [{ name: 'output', dtype: 'float32', shape: [1, 256, 64, 64] }];
  expect(sam.recognise({ ...signature, outputs: renamed })).not.toBeNull();
  expect(sam.recognise({ ...signature, outputs: [{ ...renamed[0], shape: [1, 85, 22, 22] } as never] })).toBeNull();
  expect(sam.recognise({ ...signature, outputs: [...signature.outputs, ...renamed] })).toBeNull();
});

test('points are in pixels of the letterbox, boxes are two more of them, and without one there is a point that means nothing', () => {
  const placement = placeImage(card, 2048, 1000);
  const points = [
    { point: imagePoint(100, 60), isInside: true },
    { point: imagePoint(8, 4), isInside: false },
  ];
  expect(promptTensors({ box: null, points }, card, placement, asked)).toEqual({
    coords: Float32Array.of(50, 30, 4, 2, 0, 0),
    labels: Float32Array.of(1, 0, -1),
  });
  expect(promptTensors({ box: [20, 40, 200, 100], points: [] }, card, placement, asked)).toEqual({
    coords: Float32Array.of(10, 20, 110, 70),
    labels: Float32Array.of(2, 3),
  });
});

test('a model may know no boxes, and count its points in a size of its own', () => {
  const other: ModelCard = {
    ...card,
    input: { ...card.input, widthPx: 513, heightPx: 513, resize: 'stretch' },
    output: { takesBoxes: false, promptWidthPx: 512, promptHeightPx: 512 },
  };
  const { coords, labels } = promptTensors(
    { box: [100, 50, 200, 100], points: [] },
    other,
    placeImage(other, 400, 200),
    asked,
  );
  expect([...coords].map(Math.round)).toEqual([256, 256, 0, 0]);
  expect([...labels]).toEqual([1, -1]);
});

test('a mask becomes outlines of the image, without specks, and the best of several is taken', () => {
  const [width, height] = [60, 40];
  const logits = Float32Array.from({ length: width * height }, (_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    return (x >= 10 && x < 40 && y >= 10 && y < 30) || (x === 50 && y === 5) ? 3 : -3;
  });
  const area = maskArea(logits, { width, height }, { width: 120, height: 80 }, null);
  expect(area).toHaveLength(1);
  const xs = (area[0]?.[0] ?? []).filter((_, at) => at % 2 === 0);
  expect([Math.min(...xs), Math.max(...xs)]).toEqual([20, 80]);
  expect(maskArea(logits, { width, height }, { width: 120, height: 80 }, [0, 0, 10, 10])).toEqual([]);
  expect(bestMask(Float32Array.of(0.2, 0.9, 0.4))).toBe(1);
});

test('SAM 2 and EfficientSAM are known by their names, and add the point that means nothing themselves', () => {
  const named = (name: string, shape: number[]) => ({ name, dtype: 'float32', shape });
  const sam2 = sam.recognise({
    ...signature,
    outputs: [
      named('high_res_feats_0', [1, 32, 256, 256]),
      named('high_res_feats_1', [1, 64, 128, 128]),
      named('image_embed', [1, 256, 64, 64]),
    ],
  });
  expect(sam2).toMatchObject({
    output: { layout: 'sam2' },
    input: { resize: 'stretch', mean: [123.675, 116.28, 103.53] },
  });
  const efficient = sam.recognise({
    ...signature,
    inputs: [{ name: 'batched_images', dtype: 'float32', shape: ['batch', 3, 'height', 'width'] }],
  });
  expect(efficient).toMatchObject({ output: { layout: 'efficient-sam' }, input: { widthPx: 1024, resize: 'stretch' } });
  const points = [{ point: imagePoint(200, 100), isInside: true }];
  const promptOf = (recognised: typeof sam2) => {
    const own: ModelCard = { ...card, ...assertExists(recognised, 'it is known') };
    return promptTensors({ box: null, points }, own, placeImage(own, 2000, 1000), asked);
  };
  expect(promptOf(sam2)).toEqual({ coords: Float32Array.of(102.4, 102.4), labels: Float32Array.of(1) });
  expect(promptOf(efficient)).toEqual({ coords: Float32Array.of(100, 50), labels: Float32Array.of(1) });
});

test('a part of a mask is brought to another size, between its pixels', () => {
  const row = Float32Array.of(0, 4, 8, 100);
  // Three pixels become six: their middles lie a quarter before and after the middles of the three.
  expect([...sampleLogits(row, { width: 4, height: 1 }, [0, 0, 3, 1], { width: 6, height: 1 })]).toEqual([
    0, 1, 3, 5, 7, 31,
  ]);
  expect([...sampleLogits(row, { width: 4, height: 1 }, [0, 0, 4, 1], { width: 4, height: 2 })]).toEqual([
    ...row,
    ...row,
  ]);
  expect([...sampleLogits(row, { width: 2, height: 2 }, [0, 0, 2, 2], { width: 1, height: 1 })]).toEqual([28]);
});
