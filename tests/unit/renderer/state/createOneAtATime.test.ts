import { expect, test } from 'vitest';
import { createOneAtATime } from '../../../../renderer/state/createOneAtATime.ts';

test('one question at a time, and of those that came meanwhile the newest alone', async () => {
  const ask = createOneAtATime();
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  const question = (name: string) => () => {
    begun.push(name);
    return new Promise<void>((resolve) => ends.set(name, resolve));
  };
  const end = async (name: string): Promise<void> => {
    ends.get(name)?.();
    await new Promise((resolve) => setImmediate(resolve));
  };
  for (const name of ['first', 'second', 'third']) ask(question(name));
  expect(begun).toEqual(['first']);
  await end('first');
  expect(begun).toEqual(['first', 'third']);
  await end('third');
  ask(question('fourth'));
  expect(begun).toEqual(['first', 'third', 'fourth']);
});
