import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { makeConstantModel } from '#tests/support/makeConstantModel.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { weights } from '#tests/support/onnxBytes.ts';

interface Failure {
  readonly when: 'added' | 'loaded' | 'run';
  readonly code: string;
}

/** A model file that is broken or odd, and what a person is to be told. */
export interface OddModel {
  readonly what: string;
  /** Writes it and what lies beside it into a folder of its own. */
  write(file: string): void;
  /** The card beside it. */
  readonly card?: Readonly<Record<string, unknown>>;
  /** Adding it fails so, or else a run does as a whole, or on each image; or an image has so many proposals. */
  readonly fails?: Failure;
  readonly finds?: number;
  /** What message and hint must name. */
  readonly says?: RegExp;
}

type OnnxParts = Parameters<typeof makeOnnx>[0];
export const mean = { op: 'GlobalAveragePool', from: ['x'], to: 'y' };
const usual: OnnxParts = { input: [1, 3, 8, 8], output: [1, 3, 1, 1], nodes: [mean] };
export const bytes = (parts: Partial<OnnxParts> = {}): Uint8Array => makeOnnx({ ...usual, ...parts });
export const writes =
  (content: string | Uint8Array) =>
  (file: string): void =>
    writeFileSync(file, content);

export const ofMean = { op: 'GlobalAveragePool', from: ['x'], to: 'm' };
/** A classifier whose three weights lie where `location` says. */
export const external = (location: string, length = 12): Uint8Array =>
  bytes({
    nodes: [ofMean, { op: 'Add', from: ['m', 'w'], to: 'y' }],
    more: weights('w', [1, 3, 1, 1], { external: location, length }),
  });
export const beside =
  (location: string, size: number, length?: number) =>
  (file: string): void => {
    writeFileSync(file, external(location, length));
    writeFileSync(path.join(path.dirname(file), location), Buffer.alloc(size));
  };
export const sizes = (name: string, values: readonly number[]): number[] =>
  weights(name, [values.length], new Uint8Array(BigInt64Array.from(values.map(BigInt)).buffer), 'int64');
export const added = (code: string): Failure => ({ when: 'added', code });
export const loaded = (code: string): Failure => ({ when: 'loaded', code });
export const run = (code: string): Failure => ({ when: 'run', code });

/** A detector in YOLOv8's layout that says the same of every image: `[1, 4 + classes, places]`. */
export const detector = (places: number, values: Float32Array): Uint8Array =>
  makeConstantModel({
    inputs: [{ name: 'x', dtype: 'float32', shape: [1, 3, 8, 8] }],
    outputs: [{ name: 'y', dtype: 'float32', dims: [1, 5, places], values }],
  });
const detectorCard = { family: 'ultralytics', task: 'detect', output: { layout: 'yolov8' }, classes: ['thing'] };
const detectorInput = {
  ...{ widthPx: 8, heightPx: 8, layout: 'NCHW', dtype: 'float32', channels: 'RGB', resize: 'stretch', pad: 0 },
  ...{ scale: 1, mean: [0], std: [1] },
};
export const detects = { ...detectorCard, input: detectorInput };

/** A million small boxes, none over another, each more certain than the one before: made by the model as it runs. */
export function millionBoxes(file: string): void {
  const float = (value: number): Uint8Array => new Uint8Array(Float32Array.of(value).buffer);
  const whole = (name: string, value: number): number[] => weights(name, [], float(value));
  const parts = ['cx', 'cy', 'side', 'side', 'score'];
  const graph = {
    more: [
      ...[...whole('zero', 0), ...whole('million', 1e6), ...whole('one', 1), ...whole('thousand', 1000)],
      ...[...whole('pitch', 0.008), ...whole('tiny', 0.004), ...whole('half', 0.5), ...whole('double', 2e6)],
      ...weights('shape', [1, 1, 1], float(0)),
    ],
    nodes: [
      { op: 'Range', from: ['zero', 'million', 'one'], to: 'n' },
      { op: 'Div', from: ['n', 'thousand'], to: 'rows' },
      { op: 'Floor', from: ['rows'], to: 'row' },
      { op: 'Mul', from: ['row', 'thousand'], to: 'before' },
      { op: 'Sub', from: ['n', 'before'], to: 'column' },
      ...(['row', 'column'] as const).flatMap((name) => [
        { op: 'Mul', from: [name, 'pitch'], to: `${name} edge` },
        { op: 'Add', from: [`${name} edge`, 'tiny'], to: name === 'row' ? 'cy' : 'cx' },
      ]),
      { op: 'Mul', from: ['n', 'zero'], to: 'nothing' },
      { op: 'Add', from: ['nothing', 'tiny'], to: 'side' },
      { op: 'Div', from: ['n', 'double'], to: 'certain' },
      { op: 'Add', from: ['certain', 'half'], to: 'score' },
      // Lines of [1, 1, million], one under the other.
      ...parts.map((part, index) => ({ op: 'Add', from: ['shape', part], to: `line ${index}` })),
      { op: 'Concat', from: parts.map((_, index) => `line ${index}`), to: 'y', whole: { axis: 1 } },
    ],
  };
  writeFileSync(file, bytes({ ...graph, output: [1, 5, 'n'] }));
}
