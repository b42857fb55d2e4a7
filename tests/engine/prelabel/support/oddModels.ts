import { mkdirSync, symlinkSync, truncateSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { message, text, valueInfo, weights } from '#tests/support/onnxBytes.ts';
import {
  added,
  beside,
  bytes,
  detector,
  detects,
  external,
  loaded,
  mean,
  millionBoxes,
  ofMean,
  run,
  sizes,
  writes,
} from './oddParts.ts';
import type { OddModel } from './oddParts.ts';

export const oddModels: readonly OddModel[] = [
  { what: 'an empty file', write: writes(''), fails: added('model.empty') },
  { what: 'half a file', write: writes(bytes().subarray(0, 60)), fails: added('model.cutOff') },
  { what: 'bytes of nothing', write: writes(Buffer.alloc(5000, 0xa7)), fails: added('model.notOnnx') },
  { what: 'text', write: writes('not found'), fails: added('model.notOnnx') },
  { what: 'a page of the web', write: writes('<!DOCTYPE html><html>'), fails: added('model.webPage') },
  {
    what: 'a pointer of Git LFS',
    write: writes('version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n'),
    fails: added('model.lfsPointer'),
    says: /git lfs pull/,
  },
  {
    what: 'a file of PyTorch',
    write: writes('PK\x03\x04model/data.pkl'),
    fails: added('model.otherFormat'),
    says: /PyTorch/,
  },
  {
    what: 'a file of 3 GB',
    write(file) {
      writeFileSync(file, bytes());
      truncateSync(file, 3 * 2 ** 30);
    },
    fails: added('model.fileTooLarge'),
  },
  {
    what: 'nothing but a graph without outputs',
    write: writes(Uint8Array.from([8, 8, ...message(7, text(2, 'g'))])),
    fails: added('model.notOnnx'),
  },
  {
    what: 'weights that are not there',
    write: writes(external('w.bin')),
    fails: added('model.externalMissing'),
    says: /w\.bin/,
  },
  {
    what: 'weights above its folder',
    write: writes(external('../w.bin')),
    fails: added('model.externalOutside'),
    says: /\.\.\/w\.bin/,
  },
  {
    what: 'weights above its folder, by the way',
    write: writes(external('a/../../w')),
    fails: added('model.externalOutside'),
  },
  {
    what: 'weights above its folder, as Windows writes it',
    write: writes(external('..\\w')),
    fails: added('model.externalOutside'),
  },
  {
    what: 'weights at an absolute path',
    write: writes(external('/etc/passwd')),
    fails: added('model.externalOutside'),
    says: /passwd/,
  },
  { what: 'weights on a drive', write: writes(external('C:\\w.bin')), fails: added('model.externalOutside') },
  {
    what: 'weights behind a link that leaves its folder',
    write(file) {
      writeFileSync(file, external('w.bin'));
      symlinkSync('/etc/passwd', path.join(path.dirname(file), 'w.bin'));
    },
    fails: added('model.externalOutside'),
    says: /w\.bin/,
  },
  {
    what: 'weights behind a linked folder that leaves its own',
    write(file) {
      writeFileSync(file, external('data/passwd'));
      symlinkSync('/etc', path.join(path.dirname(file), 'data'));
    },
    fails: added('model.externalOutside'),
  },
  {
    what: 'weights that are too short',
    write: beside('w.bin', 4),
    fails: added('model.externalCutOff'),
    says: /w\.bin/,
  },
  {
    what: 'weights in a folder where a file should be',
    write(file) {
      writeFileSync(file, external('w.bin'));
      mkdirSync(path.join(path.dirname(file), 'w.bin'));
    },
    fails: added('model.externalMissing'),
  },
  { what: 'weights beside it, as they should be', write: beside('w.bin', 12), finds: 1 },
  {
    what: 'weights outside, hidden in a constant',
    write: writes(
      bytes({
        nodes: [
          { op: 'Constant', from: [], to: 'w', value: weights('w', [1, 3, 1, 1], { external: '../w.bin' }) },
          ofMean,
          { op: 'Add', from: ['m', 'w'], to: 'y' },
        ],
      }),
    ),
    fails: added('model.externalOutside'),
  },
  {
    what: 'an opset of the future',
    write: writes(bytes({ opset: 99 })),
    fails: loaded('model.opset'),
    says: /99.* 26/,
  },
  {
    what: 'a format of the future',
    write: writes(bytes({ version: 99 })),
    fails: loaded('model.irVersion'),
    says: /99.* 13/,
  },
  {
    what: 'an operator that nobody knows',
    write: writes(bytes({ nodes: [{ ...mean, op: 'Frobnicate' }] })),
    fails: loaded('model.unknownOp'),
    says: /Frobnicate/,
  },
  {
    what: 'operators in a circle',
    write: writes(
      bytes({
        nodes: [
          { op: 'Add', from: ['x', 'b'], to: 'a' },
          { op: 'Add', from: ['a', 'x'], to: 'b' },
          { ...mean, from: ['b'] },
        ],
      }),
    ),
    fails: loaded('model.cyclic'),
  },
  {
    what: 'an operator that reads what is nowhere',
    write: writes(bytes({ nodes: [{ op: 'Add', from: ['x', 'nowhere'], to: 'y' }] })),
    fails: loaded('model.invalid'),
    says: /nowhere/,
  },
  {
    what: 'an output that nothing makes',
    write: writes(bytes({ nodes: [{ ...mean, to: 'z' }] })),
    fails: loaded('model.invalid'),
    says: /output \(y\)/,
  },
  {
    what: 'a value that is made twice',
    write: writes(bytes({ nodes: [mean, mean] })),
    fails: loaded('model.invalid'),
    says: /\(y\)/,
  },
  {
    what: 'an operator for another type of number',
    write: writes(bytes({ nodes: [{ op: 'Not', from: ['x'], to: 'y' }] })),
    fails: loaded('model.invalid'),
    says: /Not/,
  },
  {
    what: 'shapes that do not fit together',
    write: writes(bytes({ input: [1, 3, 8, 7], nodes: [{ op: 'MatMul', from: ['x', 'x'], to: 'y' }] })),
    fails: loaded('model.invalid'),
    says: /MatMul/,
  },
  {
    what: 'no image as input',
    write: writes(bytes({ input: [1, 128], inputType: 'int64' })),
    fails: added('model.noImageInput'),
    says: /x int64 \[1, 128\]/,
  },
  {
    what: 'an image of doubles',
    write: writes(bytes({ inputType: 'float64' })),
    fails: added('model.inputType'),
    says: /float64/,
  },
  {
    what: 'a second input that nothing explains',
    write: writes(bytes({ more: message(11, valueInfo('prompt', [1, 77], 'int64')) })),
    fails: added('model.moreInputs'),
    says: /prompt int64 \[1, 77\].*input\.extra/s,
  },
  {
    what: 'an input of size 0',
    write: writes(bytes({ input: [1, 3, 0, 0] })),
    fails: added('model.emptyInput'),
    says: /\[1, 3, 0, 0\]/,
  },
  {
    what: 'a huge input',
    write: writes(bytes({ input: [1, 3, 100_000, 100_000] })),
    fails: added('model.inputTooLarge'),
    says: /100000.*8,192/s,
  },
  {
    what: 'an input within the sides but too large',
    write: writes(bytes({ input: [1, 3, 8000, 8000] })),
    fails: added('model.inputTooLarge'),
  },
  {
    what: 'a card that makes a dynamic input too large',
    write: writes(bytes({ input: [1, 3, 'h', 'w'] })),
    card: { input: { widthPx: 8192, heightPx: 8192 } },
    fails: added('model.inputTooLarge'),
  },
  {
    what: 'a huge output',
    write: writes(bytes({ output: [1, 100_000, 100_000] })),
    card: detects,
    fails: added('model.outputTooLarge'),
  },
  {
    what: 'text as output',
    write: writes(bytes({ outputType: 'string' })),
    fails: added('model.outputType'),
    says: /y.*zipmap/s,
  },
  {
    what: 'four images at once',
    write: writes(bytes({ input: [4, 3, 8, 8] })),
    fails: added('model.fixedBatch'),
    says: /4/,
  },
  {
    what: 'an output of a rank that nobody knows',
    write: writes(bytes({ output: [1, 2, 3, 4, 5] })),
    fails: added('model.unknownFamily'),
    says: /\[1, 2, 3, 4, 5\]/,
  },
  {
    what: 'another number of classes than its card',
    write: writes(bytes()),
    card: { classes: ['a', 'b'] },
    fails: added('model.classCountMismatch'),
    says: /2.*3/,
  },
  {
    what: 'a card for another size',
    write: writes(bytes()),
    card: { input: { widthPx: 224 } },
    fails: added('model.inputMismatch'),
    says: /224\].*8, 8\]/,
  },
  {
    what: 'a card for another type',
    write: writes(bytes()),
    card: { input: { dtype: 'uint8' } },
    fails: added('model.inputMismatch'),
    says: /uint8/,
  },
  {
    what: 'a card that is no JSON',
    write: (file) => {
      writeFileSync(file, bytes());
      writeFileSync(file.replace(/onnx$/, 'json'), '{"classes": [');
    },
    fails: added('model.badCard'),
  },
  {
    what: 'dynamic sizes everywhere',
    write: writes(bytes({ input: ['n', 3, 'h', 'w'], output: ['n', 3, 1, 1] })),
    finds: 1,
  },
  {
    what: 'NaN for every image',
    write: writes(
      bytes({ nodes: [ofMean, { op: 'Sub', from: ['m', 'm'], to: 'z' }, { op: 'Div', from: ['z', 'z'], to: 'y' }] }),
    ),
    fails: run('model.noNumbers'),
  },
  {
    what: 'an operator that fails on what it gets',
    write: writes(
      bytes({ nodes: [ofMean, { op: 'Reshape', from: ['m', 'to'], to: 'y' }], more: sizes('to', [1, 3, 7, 7]) }),
    ),
    fails: run('model.runFailed'),
    says: /Reshape/,
  },
  { what: 'no boxes', write: writes(detector(4, new Float32Array(20))), card: detects, finds: 0 },
  { what: 'boxes without size', write: writes(detector(1, Float32Array.of(4, 4, 0, 0, 0.9))), card: detects, finds: 0 },
  { what: 'a million boxes', write: millionBoxes, card: detects, finds: 1000 },
  { what: 'nothing wrong', write: writes(bytes()), finds: 1 },
];
