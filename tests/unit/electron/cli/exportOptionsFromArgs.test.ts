import { expect, test } from 'vitest';
import { AppError } from '#shared/contract/errors.ts';
import { exportOptionsFromArgs } from '../../../../electron/cli/exportOptionsFromArgs.ts';

const off = { crops: false };

test('options of the command line are those of an export', () => {
  expect(exportOptionsFromArgs(off)).toEqual({});
  expect(
    exportOptionsFromArgs({
      ...{ classes: 'car, truck', map: 'car=vehicle,person=', crops: true, margin: '0.25', 'min-size': '16' },
      ...{ augment: '3', seed: '7', ops: 'flip, mosaic', jpeg: '80' },
    }),
  ).toEqual({
    classes: { only: ['car', 'truck'], map: { car: 'vehicle', person: null } },
    crops: { margin: 0.25, minSizePx: 16, encoding: { format: 'jpeg', quality: 80 } },
    augment: { copies: 3, seed: 7, ops: ['flip', 'mosaic'], encoding: { format: 'jpeg', quality: 80 } },
  });
  expect(exportOptionsFromArgs({ crops: true, augment: '1' })).toEqual({
    crops: { margin: 0.1, minSizePx: 8, encoding: { format: 'png', quality: 92 } },
    augment: {
      ...{ copies: 1, seed: 0, ops: ['flip', 'rotate', 'crop', 'color'] },
      encoding: { format: 'png', quality: 92 },
    },
  });
});

function refusal(values: Parameters<typeof exportOptionsFromArgs>[0]): string {
  try {
    exportOptionsFromArgs({ ...off, ...values });
  } catch (error) {
    if (error instanceof AppError) return `${error.code}: ${error.message}`;
    throw error;
  }
  return 'none';
}

test.each([
  [{ map: 'car' }, /^export\.badClassMap: .* at character 1: a pair NAME=NAME is expected/],
  [{ classes: '"car' }, /^export\.badClassMap: .* the quote is not closed/],
  [{ margin: '0.1' }, /^cli\.usage: .*--margin needs --crops/],
  [{ ops: 'flip' }, /^cli\.usage: .*--ops needs --augment/],
  [{ jpeg: '90' }, /^cli\.usage: .*--jpeg needs/],
  [{ crops: true, margin: '-1' }, /^cli\.usage: .*--margin must be/],
  [{ crops: true, 'min-size': '' }, /^cli\.usage: .*--min-size must be/],
  [{ augment: 'x' }, /^cli\.usage: .*--augment must be/],
  [{ augment: '2', seed: '1.5' }, /^cli\.usage: .*--seed must be/],
  [{ augment: '2', ops: 'flip,spin' }, /^cli\.usage: .*--ops must be some of/],
  [{ augment: '2', jpeg: '101' }, /^cli\.usage: .*--jpeg must be/],
])('%j is refused with what it must be', (values, told) => {
  expect(refusal(values)).toMatch(told);
});
