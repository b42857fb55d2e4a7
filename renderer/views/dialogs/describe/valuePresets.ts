import type { ModelCard } from '#shared/model/modelCard.ts';

type Input = ModelCard['input'];
type Values = Pick<Input, 'scale' | 'mean' | 'std'>;

export const valuePresetIds = ['unit', 'imagenet', 'signed', 'bytes'] as const;
export type ValuePreset = (typeof valuePresetIds)[number];

/** ImageNet's mean and deviation, red first: of torchvision.models, "Models and pre-trained weights". */
const imagenet = { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] } as const;

/** What pixels of 0..255 become, in the order of the channels. */
export function valuesOf(preset: ValuePreset, channels: Input['channels']): Values {
  if (preset === 'unit') return { scale: 1 / 255, mean: [0], std: [1] };
  if (preset === 'signed') return { scale: 1, mean: [127.5], std: [127.5] };
  if (preset === 'bytes') return { scale: 1, mean: [0], std: [1] };
  const inOrder = (values: readonly number[]): number[] =>
    channels === 'GRAY' ? values.slice(0, 1) : channels === 'BGR' ? [...values].reverse() : [...values];
  return { scale: 1 / 255, mean: inOrder(imagenet.mean), std: inOrder(imagenet.std) };
}

/** Which preset these values are; null: none. */
export function presetOf({ channels, scale, mean, std }: Input): ValuePreset | null {
  const key = (values: Values): string => JSON.stringify([values.scale, values.mean, values.std]);
  return valuePresetIds.find((preset) => key(valuesOf(preset, channels)) === key({ scale, mean, std })) ?? null;
}
