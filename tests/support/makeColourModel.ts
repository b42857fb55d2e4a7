import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeOnnx } from './makeOnnx.ts';
import { weights } from './onnxBytes.ts';

/** A classifier of two classes whose inner layer is an image's mean red, green and blue, 0..1; its card lies beside it. */
export function makeColourModel(folder: string, name = 'colours'): string {
  const head = new Uint8Array(Float32Array.of(4, -4, 0, 0, -4, 4).buffer);
  const file = path.join(folder, `${name}.onnx`);
  const model = makeOnnx({
    input: [1, 3, 8, 8],
    output: [1, 2],
    nodes: [
      { op: 'GlobalAveragePool', from: ['x'], to: 'means' },
      { op: 'Flatten', from: ['means'], to: 'inner' },
      { op: 'MatMul', from: ['inner', 'head'], to: 'logits' },
      { op: 'Softmax', from: ['logits'], to: 'y' },
    ],
    more: weights('head', [3, 2], head),
  });
  writeFileSync(file, model);
  const input = { scale: 1 / 255, mean: [0], std: [1], resize: 'stretch' };
  writeFileSync(path.join(folder, `${name}.json`), JSON.stringify({ name, input, classes: ['red', 'blue'] }));
  return file;
}
