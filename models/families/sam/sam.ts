import type { ModelSignature, TensorInfo } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Family, Recognition } from '../family.ts';
import { imageInput } from '../imageInput.ts';

/** Segment Anything's input, where the file doesn't say. */
const samInputPx = 1024;
/** SAM, MobileSAM and EdgeSAM give the same embedding. */
const samEmbedding = [256, 64, 64];
/** ImageNet's, of pixels of 0..255. */
const imagenet = { scale: 1, mean: [123.675, 116.28, 103.53], std: [58.395, 57.12, 57.375] };

type Kind = Pick<Recognition, 'output'> & {
  readonly input: Pick<ModelCard['input'], 'scale' | 'mean' | 'std' | 'resize' | 'pad' | 'borderValue'>;
};

const isEmbedding = ({ name, shape }: TensorInfo): boolean =>
  shape.length === 4 && (name === 'image_embeddings' || samEmbedding.every((size, at) => shape[at + 1] === size));

/**
 * - SAM (Kirillov et al. 2023, arXiv 2304.02643): the longer side fits, and zeros fill the rest after the mean is taken off
 *   (facebookresearch/segment-anything, modeling/sam.py, `preprocess`).
 * - SAM 2 (Ravi et al. 2024, arXiv 2408.00714): stretched, without any border (facebookresearch/sam2, utils/transforms.py);
 *   two finer tensors come beside the embedding. Names as vietanhdev/samexporter gives them.
 * - EfficientSAM (Xiong et al. 2023, arXiv 2312.00863): 0..1; mean, deviation and stretching are inside (yformer/EfficientSAM,
 *   efficient_sam.py, `preprocess`). Names as its export gives them.
 */
function findKind({ inputs, outputs }: ModelSignature): Kind | null {
  const [only, ...others] = outputs;
  const names = new Set(outputs.map(({ name }) => name));
  if (['image_embed', 'high_res_feats_0', 'high_res_feats_1'].every((name) => names.has(name)))
    return { input: { ...imagenet, resize: 'stretch', pad: 0 }, output: { layout: 'sam2' } };
  if (!only || others.length > 0 || !isEmbedding(only)) return null;
  if (inputs.some(({ name }) => name === 'batched_images'))
    return {
      input: { scale: 1 / 255, mean: [0], std: [1], resize: 'stretch', pad: 0 },
      output: { layout: 'efficient-sam' },
    };
  return { input: { ...imagenet, resize: 'letterbox-topleft', pad: 0, borderValue: 0 }, output: {} };
}

/**
 * Models that answer to prompts, in two files: this one, the encoder, turns an image into an embedding; the decoder beside it
 * reads boxes and points (Segment Anything and what has an interface like it). They propose nothing by themselves.
 */
export const sam: Family = {
  id: 'sam',
  recognise(signature) {
    const input = imageInput(signature, samInputPx);
    const kind = findKind(signature);
    if (!input || !kind) return null;
    const { channelCount, ...fitting } = input;
    if (channelCount !== 3) return null;
    return {
      family: 'sam',
      task: 'interactive',
      input: { ...fitting, channels: 'RGB', ...kind.input },
      output: kind.output,
      classes: ['object'],
    };
  },
  classCount: () => null,
  decode: () => [],
};
