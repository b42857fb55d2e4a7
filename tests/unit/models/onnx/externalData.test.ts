import { expect, test } from 'vitest';
import { listExternalData } from '#models/onnx/externalData.ts';
import { isCutOff } from '#models/onnx/isCutOff.ts';
import { findOtherFormat } from '#models/onnx/otherFormat.ts';
import { makeOnnx } from '#tests/support/makeOnnx.ts';
import { message, text, weights } from '#tests/support/onnxBytes.ts';

const mean = { op: 'GlobalAveragePool', from: ['x'], to: 'y' };
const model = (more: number[] = [], nodes = [mean]): Uint8Array =>
  makeOnnx({ input: [1, 3, 8, 8], output: [1, 3, 1, 1], nodes, more });

test('files beside a model are found wherever a tensor may be, each once with the length it must have', () => {
  expect(listExternalData(model())).toEqual([]);
  const one = weights('a', [1], { external: 'w.bin', length: 4 });
  const longer = weights('b', [2], { external: 'w.bin', length: 8 });
  // A graph of a node: its attribute 6; 15 are the sparse weights, whose values are tensors.
  const inner = message(1, [...text(4, 'If'), ...message(5, message(6, weights('c', [1], { external: 'inner.bin' })))]);
  const sparse = message(15, message(1, weights('d', [1], { external: 'sparse.bin' }).slice(2)));
  expect(listExternalData(model([...one, ...longer, ...inner, ...sparse]))).toEqual([
    { location: 'w.bin', endByte: 8 },
    { location: 'sparse.bin', endByte: 0 },
    { location: 'inner.bin', endByte: 0 },
  ]);
  expect(listExternalData(Uint8Array.of(255, 255))).toBeNull();
});

test('graphs within graphs without end are refused, not followed', () => {
  let graph: number[] = text(2, 'g');
  for (let depth = 0; depth < 400; depth += 1) graph = message(1, message(5, message(6, graph)));
  expect(listExternalData(Uint8Array.from([8, 8, ...message(7, graph)]))).toBeNull();
});

test('a model that ends before what it announces is cut off; other bytes are not', () => {
  const bytes = model();
  expect(isCutOff(bytes)).toBe(false);
  for (const length of [3, 10, bytes.length - 1]) expect(isCutOff(bytes.subarray(0, length))).toBe(true);
  expect(isCutOff(Buffer.from('not found'))).toBe(false);
  expect(isCutOff(new Uint8Array())).toBe(false);
});

test.each([
  ['<html><body>', 'webPage'],
  ['\n<!DOCTYPE html>', 'webPage'],
  ['version https://git-lfs.github.com/spec/v1', 'lfsPointer'],
  ['PK\x03\x04', 'PyTorch or ZIP'],
  ['\x1c\0\0\0TFL3', 'TensorFlow Lite'],
  ['\x89HDF\r\n', 'Keras HDF5'],
  ['\x40\0\0\0\0\0\0\0{"__metadata__"', 'safetensors'],
  ['\x80\x02}q', 'Python pickle'],
  ['{"format": 1}', 'JSON'],
])('%j is known for what it is', (head, what) => {
  const found = findOtherFormat(Buffer.from(head, 'latin1'));
  expect(found?.kind === 'other' ? found.name : found?.kind).toBe(what);
});

test('a model is nothing else', () => {
  expect(findOtherFormat(model())).toBeNull();
  expect(findOtherFormat(new Uint8Array())).toBeNull();
});
