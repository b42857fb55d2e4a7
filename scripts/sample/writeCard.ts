/** Measures the model on the held-back images and writes its card: `node scripts/sample/writeCard.ts models/builtin/cells.onnx`. */
import { writeFileSync } from 'node:fs';
import { evaluateModel } from './evaluateModel.ts';
import { heldBackSeeds } from './seeds.ts';

const [modelPath] = process.argv.slice(2);
if (!modelPath) throw new Error('usage: node scripts/sample/writeCard.ts MODEL.onnx');
const inferenceEntry = new URL('../../electron/inference/index.ts', import.meta.url).pathname;
const { model, baseline, card } = await evaluateModel({ modelPath, inferenceEntry, imageCount: heldBackSeeds.count });
const round = (value: number): number => Math.round(value * 1000) / 1000;
const whole = {
  ...card,
  name: 'cells',
  scoreThreshold: 0.3,
  iouThreshold: 0.5,
  licence: 'Apache-2.0',
  source: 'trained by scripts/sample/train.py on images from scripts/sample/generateField.ts; see docs/sample.md',
  evaluation: {
    data: `${heldBackSeeds.count} held-back synthetic images, seeds from ${heldBackSeeds.first}`,
    'mAP@0.5': round(model.map50),
    ...Object.fromEntries(Object.entries(model.byKind).map(([kind, value]) => [`AP@0.5 ${kind}`, round(value)])),
    'mAP@0.5 of a threshold baseline': round(baseline.map50),
  },
};
writeFileSync(modelPath.replace(/\.onnx$/, '.json'), `${JSON.stringify(whole, null, 2)}\n`);
console.log(whole.evaluation);
