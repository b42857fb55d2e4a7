import type { TensorInfo } from '#shared/contract/inferenceApi.ts';
import type { Family } from '../family.ts';
import { imageInput } from '../imageInput.ts';

/** Segment Anything's input, where the file doesn't say. */
const samInputPx = 1024;
/** SAM, MobileSAM and EdgeSAM give the same embedding. */
const samEmbedding = [256, 64, 64];

const isEmbedding = ({ name, shape }: TensorInfo): boolean =>
  shape.length === 4 && (name === 'image_embeddings' || samEmbedding.every((size, at) => shape[at + 1] === size));

/**
 * Models that answer to prompts, in two files: this one, the encoder, turns an image into an embedding; the decoder beside it
 * reads boxes and points (Segment Anything, Kirillov et al. 2023, and what has its interface). They propose nothing by themselves.
 */
export const sam: Family = {
  id: 'sam',
  recognise(signature) {
    const input = imageInput(signature, samInputPx);
    const [output, ...others] = signature.outputs;
    if (!input || !output || others.length > 0 || !isEmbedding(output)) return null;
    const { channelCount, ...fitting } = input;
    if (channelCount !== 3) return null;
    return {
      family: 'sam',
      task: 'interactive',
      input: {
        ...fitting,
        channels: 'RGB',
        scale: 1,
        mean: [123.675, 116.28, 103.53],
        std: [58.395, 57.12, 57.375],
        resize: 'letterbox-topleft',
        // Next to nothing once the mean is taken off; the original pads after that, with zeros.
        pad: 116,
      },
      output: {},
      classes: ['object'],
    };
  },
  classCount: () => null,
  decode: () => [],
};
