import { expect, test } from 'vitest';
import { defaultModel, isRefusedAsDefault, lossOf, verdictOn } from '#shared/model/refusedAsDefault.ts';

const model = (name: string, evaluation?: Record<string, string | number>) => ({
  name,
  card: evaluation ? { evaluation } : {},
});
const lossy = model('lossy', { verdict: 'refused as default: it loses more than 2 %', loss: 0.081 });

test('a model that loses more than 2 % says so in its card, one that loses 2 % does not', () => {
  expect([verdictOn(0.0201), verdictOn(0.02)]).toEqual(['refused as default: it loses more than 2 %', 'good']);
  expect([isRefusedAsDefault(lossy.card), lossOf(lossy.card)]).toEqual([true, 0.081]);
  const good = model('good', { verdict: 'good', loss: 0.01 });
  expect([isRefusedAsDefault(good.card), isRefusedAsDefault({}), lossOf({})]).toEqual([false, false, null]);
  // A card from elsewhere may hold anything under that name.
  expect(isRefusedAsDefault({ evaluation: { verdict: 3 } })).toBe(false);
});

test('the model that was added last is taken by itself, but never one that is refused as default', () => {
  const [first, second] = [model('first'), model('second', { mAP: 0.4 })];
  expect(defaultModel([first, second, lossy])?.name).toBe('second');
  expect(defaultModel([lossy, first])?.name).toBe('first');
  expect(defaultModel([lossy])).toBeUndefined();
});
