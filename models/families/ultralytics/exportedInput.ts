import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { imageInput } from '../imageInput.ts';

/** How Ultralytics' exports are fed: colours 0..1, a letterbox in the middle. Null: not such an input. */
export function exportedInput(signature: ModelSignature): ModelCard['input'] | null {
  const input = imageInput(signature, 640);
  if (!input || input.channelCount !== 3) return null;
  const { channelCount: _, ...size } = input;
  const scale = size.dtype === 'uint8' ? 1 : 1 / 255;
  return { ...size, channels: 'RGB', scale, mean: [0], std: [1], resize: 'letterbox', pad: 114 };
}
