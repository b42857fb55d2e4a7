import { expect, test } from 'vitest';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { findFamily, recognise } from '#models/families/familyRegistry.ts';
import { placeImage } from '#models/families/placement.ts';

function signature(maskSides: readonly (number | string)[], input: readonly (number | string)[]): ModelSignature {
  const outputs = [
    { name: '6568', dtype: 'float32', shape: ['n', 4] },
    { name: '6570', dtype: 'int64', shape: ['n'] },
    { name: '6572', dtype: 'float32', shape: ['n'] },
    { name: '6887', dtype: 'float32', shape: ['n', 1, ...maskSides] },
  ];
  const inputs = [{ name: 'image', dtype: 'float32', shape: input }];
  return { inputs, outputs, metadata: {}, sha256: 'a'.repeat(64), sizeBytes: 1 };
}

function cardOf(of: ModelSignature): ModelCard {
  const known = recognise(of);
  if (!known) throw new Error('no family knows it');
  return { name: 'm', sha256: of.sha256, ...known };
}

const tensor = (dims: readonly number[], data: Iterable<number>): OutputTensor => {
  return { name: '', dtype: 'float32', dims, data: Float32Array.from(data) };
};

/** A diamond that touches the sides of its box in their middles. */
const diamond = (x: number, y: number): number => Number(Math.abs(x - 0.5) + Math.abs(y - 0.5) < 0.5);

test('masks that fill their boxes and masks of the whole input give the same outlines', () => {
  const side = 100;
  const whole: number[] = [];
  for (let y = 0; y < side; y += 1)
    for (let x = 0; x < side; x += 1) whole.push(diamond((x + 0.5 - 20) / 40, (y + 0.5 - 30) / 60));
  const filling = Array.from({ length: 28 * 28 }, (_, at) =>
    diamond(((at % 28) + 0.5) / 28, (Math.floor(at / 28) + 0.5) / 28),
  );
  const none = whole.map(() => 0);
  const kinds = [
    {
      of: signature([28, 28], [3, 'h', 'w']),
      dims: [3, 1, 28, 28],
      masks: [...filling, ...filling, ...filling.map(() => 0)],
    },
    { of: signature(['h', 'w'], [3, side, side]), dims: [3, 1, side, side], masks: [...whole, ...whole, ...none] },
  ];
  for (const { of, dims, masks } of kinds) {
    const known = cardOf(of);
    expect(known).toMatchObject({ family: 'maskRcnn', task: 'segment', input: { resize: 'letterbox-topleft' } });
    const card = { ...known, input: { ...known.input, widthPx: side, heightPx: side } };
    const outputs = [
      tensor([3, 4], [20, 30, 60, 90, 20, 30, 60, 90, 5, 5, 15, 15]),
      tensor([3], [3, 1, 2]),
      tensor([3], [0.9, 0.1, 0.8]),
      tensor(dims, masks),
    ];
    const run = (order: readonly number[]) =>
      findFamily('maskRcnn')?.decode(
        order.map((at) => outputs[at] as OutputTensor),
        card,
        placeImage(card, 200, 200),
        { score: 0.5, iou: 0.5 },
      );
    const [only, ...others] = run([0, 1, 2, 3]) ?? [];
    // One is below the threshold, and of one nothing is inside its box.
    expect(others).toEqual([]);
    expect(only).toMatchObject({ className: 'car', shape: { kind: 'polygon' } });
    expect(only?.score).toBeCloseTo(0.9, 6);
    const bounds = (only && geometryOf(only.shape).bounds(only.shape)) ?? [];
    for (const [at, value] of [40, 60, 80, 120].entries()) expect(Math.abs((bounds[at] ?? 0) - value)).toBeLessThan(8);
    expect(run([3, 2, 1, 0])).toEqual(run([0, 1, 2, 3]));
  }
});

test('colours and class numbers are those of who exports it so', () => {
  expect(cardOf(signature([28, 28], [3, 'h', 'w']))).toMatchObject({ input: { channels: 'BGR', scale: 1 } });
  expect(cardOf(signature([28, 28], [3, 'h', 'w'])).classes[80]).toBe('toothbrush');
  const torchvision = cardOf(signature(['h', 'w'], [1, 3, 'h', 'w']));
  expect(torchvision).toMatchObject({ input: { channels: 'RGB', scale: 1 / 255 } });
  // Its numbers have gaps.
  expect([1, 13, 90].map((at) => torchvision.classes[at])).toEqual(['person', 'stop sign', 'toothbrush']);
});
