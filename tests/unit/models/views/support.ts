import type { ModelCard } from '#shared/model/modelCard.ts';
import type { RunOptions } from '#shared/model/runOptions.ts';
import { defaultRunOptions } from '#shared/model/runOptions.ts';

/** Numbers in [0, 1), always the same: Park and Miller's. */
export function createRandom(seed: number): () => number {
  let state = (seed * 7919) % 2_147_483_647 || 1;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

export const whole = (random: () => number, low: number, high: number): number =>
  low + Math.floor(random() * (high - low + 1));

export function cardOf(widthPx: number, heightPx: number, more: Partial<ModelCard> = {}): ModelCard {
  return {
    ...{ name: 'm', family: 'ultralytics', task: 'detect', classes: ['a'], sha256: '0'.repeat(64), output: {} },
    input: {
      ...{ widthPx, heightPx, layout: 'NCHW', dtype: 'float32', channels: 'RGB', resize: 'letterbox', pad: 114 },
      ...{ scale: 1, mean: [0], std: [1] },
    },
    ...more,
  };
}

export const optionsOf = (options: Partial<RunOptions>): RunOptions => ({ ...defaultRunOptions, ...options });
