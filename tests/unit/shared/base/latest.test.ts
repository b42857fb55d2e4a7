import { expect, test } from 'vitest';
import { createLatest } from '#shared/base/latest.ts';

test('what is overtaken is never begun, the last is, also after one that failed', async () => {
  const begun: number[] = [];
  const ask = createLatest(async (input: number) => {
    begun.push(input);
    await Promise.resolve();
    if (input === 1) throw new Error('no');
    return input * 10;
  });
  const answers = [1, 2, 3, 4].map(ask);
  await expect(answers[0]).rejects.toThrow('no');
  expect(await Promise.all(answers.slice(1))).toEqual([null, null, 40]);
  expect(await ask(5)).toBe(50);
  expect(begun).toEqual([1, 4, 5]);
});
