import path from 'node:path';
import { writeConstantModel } from './writeConstantModel.ts';

export interface FixedDetection {
  readonly className: string;
  readonly score: number;
  /** `[x, y, width, height]`, pixels of the image. */
  readonly box: readonly [number, number, number, number];
}

/** A model that finds the same boxes in every image; its card lies beside it. @returns the file */
export function writeFixedDetector(file: string, found: readonly FixedDetection[]): string {
  const classes = [...new Set(found.map(({ className }) => className))];
  const corners = found.flatMap(({ box: [x, y, width, height] }) => [x, y, x + width, y + height]);
  return writeConstantModel(file, {
    input: [1, 3, 32, 32],
    outputs: [
      { dims: [found.length, 4], data: Float32Array.from(corners) },
      { dims: [found.length], data: Float32Array.from(found, ({ score }) => score) },
      {
        dims: [found.length],
        data: BigInt64Array.from(found, ({ className }) => BigInt(classes.indexOf(className))),
      },
    ],
    card: {
      name: path.basename(file, '.onnx'),
      family: 'torchvision',
      task: 'detect',
      input: {
        ...{ widthPx: 32, heightPx: 32, layout: 'NCHW', dtype: 'float32', channels: 'RGB' },
        ...{ scale: 1, mean: [0], std: [1], resize: 'stretch', pad: 0 },
      },
      output: {
        tensors: { boxes: 'output0', scores: 'output1', labels: 'output2' },
        coordinates: 'image',
        firstClass: 0,
      },
      classes,
      scoreThreshold: 0.1,
    },
  });
}
