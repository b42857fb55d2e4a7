import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import sharp from 'sharp';
import { expect, onTestFinished, test } from 'vitest';
import { iou } from '#shared/metrics/iou.ts';
import { classifierLayouts, detectorLayouts, imageSize } from '#tests/support/familyLayouts.ts';
import { makeConstantModel } from '#tests/support/makeConstantModel.ts';
import { startInference } from '#tests/support/startInference.ts';

test('a model in each public layout is fed and read by what its file says, in the real process', async () => {
  const inference = startInference();
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-layouts-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const image = path.join(folder, 'image.png');
  const { widthPx: width, heightPx: height } = imageSize;
  await sharp({ create: { width, height, channels: 3, background: '#808080' } })
    .png()
    .toFile(image);
  for (const [index, layout] of [...detectorLayouts, ...classifierLayouts].entries()) {
    const file = path.join(folder, `${index}.onnx`);
    writeFileSync(file, makeConstantModel(layout));
    const card = await inference.cardOf(file);
    expect(card.family, layout.title).toBe(layout.family);
    const found = await inference.predict(file, card, image, { score: 0.3, iou: 0.45 });
    expect(found, layout.title).toMatchObject([{ className: layout.className }]);
    expect(found[0]?.score, layout.title).toBeCloseTo(layout.score, 5);
    const shape = found[0]?.shape;
    if (layout.box) expect(shape?.kind === 'box' ? iou(shape.box, layout.box) : 0, layout.title).toBeGreaterThan(0.999);
    else expect(shape).toEqual({ kind: 'whole' });
  }
});
