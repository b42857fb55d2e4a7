import { expect, test } from 'vitest';
import { makePicture } from '../../../../electron/inference/makePicture.ts';
import { measureModel } from '../../../../electron/inference/measureModel.ts';
import { outputsAgree } from '../../../../electron/inference/outputsAgree.ts';

const output = (values: readonly number[], name = 'y', dims = [1, values.length]) => ({
  ...{ name, dims, dtype: 'float32', data: Float32Array.from(values) },
});
const agree = (a: readonly number[], b: readonly number[]): boolean => outputsAgree([output(a)], [output(b)]);

test('rounding is forgiven, in scores and in pixels; a wrong number is not', () => {
  expect(agree([0.5, 320, -4], [0.501, 321, -4.001])).toBe(true);
  expect(agree([0.5, 320], [0.6, 320])).toBe(false);
  expect(agree([0.5, 320], [0.5, 340])).toBe(false);
  expect(agree([0.5], [NaN])).toBe(false);
  expect(agree([NaN, -Infinity, Infinity], [NaN, -Infinity, Infinity])).toBe(true);
});

test('one of many numbers may be off, where two are almost equal', () => {
  const many = Array.from({ length: 5000 }, (_, index) => index / 5000);
  const off = (count: number): number[] => many.map((value, index) => (index < count ? value + 1 : value));
  expect(agree(many, off(5))).toBe(true);
  expect(agree(many, off(6))).toBe(false);
});

test('other shapes and missing outputs differ', () => {
  expect(outputsAgree([output([1, 2])], [output([1, 2], 'y', [2, 1])])).toBe(false);
  expect(outputsAgree([output([1, 2])], [output([1, 2], 'z')])).toBe(false);
  expect(outputsAgree([output([1, 2])], [output([1])])).toBe(false);
});

test('the made picture is the same each time, and not plain', () => {
  const { data } = makePicture(32, 16);
  expect(makePicture(32, 16).data).toEqual(data);
  expect(data).toHaveLength(32 * 16 * 3);
  expect(new Set(data).size).toBeGreaterThan(50);
});

test('a model is measured when it is warm', async () => {
  let runs = 0;
  const { outputs, runMs } = await measureModel({
    runMade: () => Promise.resolve([output([(runs += 1)])]),
  });
  expect([runs, outputs[0]?.data[0]]).toEqual([4, 1]);
  expect(runMs).toBeGreaterThanOrEqual(0);
});
