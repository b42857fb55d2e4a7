import * as ort from 'onnxruntime-node';
import { AppError } from '#shared/contract/errors.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { PromptTensors } from '#models/families/sam/promptTensors.ts';
import type { Embedding } from './embeddingFile.ts';

/** Where the decoder doesn't say. */
const maskInputPx = 256;

interface Ready {
  readonly values: Float32Array;
  readonly dims: readonly number[];
}

/** As the decoder declares it: sizes and labels are floats for some, whole numbers for others. */
function toTensor({ values, dims }: Ready, type: string): ort.Tensor {
  if (type === 'int64')
    return new ort.Tensor(
      'int64',
      BigInt64Array.from(values, (value) => BigInt(value)),
      dims,
    );
  if (type === 'int32') return new ort.Tensor('int32', Int32Array.from(values), dims);
  return new ort.Tensor('float32', values, dims);
}

/**
 * What a decoder asks for by name, of what there is: SAM's names, and those of SAM 2 and EfficientSAM.
 * @param asked the size that the mask is asked for
 * @throws {AppError} model.loadFailed
 */
export function decoderFeeds(
  decoder: ort.InferenceSession,
  embedding: Embedding,
  { coords, labels }: PromptTensors,
  asked: Size,
  model: string,
): Record<string, ort.Tensor> {
  const [only, ...others] = embedding;
  const count = labels.length;
  const declared = new Map(decoder.inputMetadata.map((one) => [one.name, one.isTensor ? one : null]));
  const wanted = declared.get('mask_input')?.shape.slice(-2) ?? [];
  const sideOf = (size: number | string | undefined): number =>
    typeof size === 'number' && size > 0 ? size : maskInputPx;
  const [maskHeight, maskWidth] = [sideOf(wanted[0]), sideOf(wanted[1])];
  const all = new Map<string, Ready>([
    // One embedding is that, whatever the encoder calls it.
    ...(only && others.length === 0
      ? (['image_embeddings', 'image_embed'] as const).map(
          (name) => [name, { values: only.data, dims: only.dims }] as const,
        )
      : []),
    ...embedding.map(({ name, data, dims }) => [name, { values: data, dims }] as const),
    ['point_coords', { values: coords, dims: [1, count, 2] }],
    ['point_labels', { values: labels, dims: [1, count] }],
    ['batched_point_coords', { values: coords, dims: [1, 1, count, 2] }],
    ['batched_point_labels', { values: labels, dims: [1, 1, count] }],
    ['mask_input', { values: new Float32Array(maskHeight * maskWidth), dims: [1, 1, maskHeight, maskWidth] }],
    ['has_mask_input', { values: new Float32Array(1), dims: [1] }],
    ['orig_im_size', { values: Float32Array.of(asked.height, asked.width), dims: [2] }],
  ]);
  return Object.fromEntries(
    decoder.inputNames.map((name) => {
      const ready = all.get(name);
      if (!ready)
        throw new AppError('model.loadFailed', {
          model,
          reason: `the decoder has an input ${name}, which SAM's has not`,
        });
      return [name, toTensor(ready, declared.get(name)?.type ?? 'float32')];
    }),
  );
}
