import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeOnnx } from './makeOnnx.ts';

/**
 * A classifier of three classes that can't tell them apart, and gives NaN for a black image: 0 divided by the image's
 * mean. It costs nothing and takes any picture.
 */
export function makeDarknessModel(folder: string): string {
  const file = path.join(folder, 'darkness.onnx');
  const nodes = [
    { op: 'GlobalAveragePool', from: ['x'], to: 'mean' },
    { op: 'Sub', from: ['mean', 'mean'], to: 'zero' },
    { op: 'Div', from: ['zero', 'mean'], to: 'y' },
  ];
  writeFileSync(file, makeOnnx({ input: [1, 3, 8, 8], output: [1, 3, 1, 1], nodes }));
  const input = {
    ...{ widthPx: 8, heightPx: 8, layout: 'NCHW', dtype: 'float32', channels: 'RGB', resize: 'stretch', pad: 0 },
    ...{ scale: 1, mean: [0], std: [1] },
  };
  writeFileSync(path.join(folder, 'darkness.json'), JSON.stringify({ input, classes: ['a', 'b', 'c'] }));
  return file;
}
