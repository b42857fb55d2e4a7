/** Encoders and decoders with the names of SAM 2 and EfficientSAM, whose answers can be worked out by hand. */
import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { message, node, text, valueInfo, varint, weights } from './onnxBytes.ts';
import type { OnnxDtype, OnnxNode } from './onnxBytes.ts';

type Value = readonly [name: string, shape: readonly (number | string)[], dtype?: OnnxDtype];

function write(
  file: string,
  graph: {
    readonly inputs: readonly Value[];
    readonly outputs: readonly Value[];
    readonly nodes: readonly OnnxNode[];
    /** Lists of whole numbers by name. */
    readonly lists?: Readonly<Record<string, readonly number[]>>;
  },
): string {
  const lists = Object.entries(graph.lists ?? {}).flatMap(([name, values]) =>
    weights(name, [values.length], new Uint8Array(BigInt64Array.from(values, BigInt).buffer), 'int64'),
  );
  const body = [
    ...[...graph.nodes.flatMap(node), ...text(2, 'g'), ...lists],
    ...graph.inputs.flatMap((value) => message(11, valueInfo(...value))),
    ...graph.outputs.flatMap((value) => message(12, valueInfo(...value))),
  ];
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, Uint8Array.from([...varint(1, 8), ...message(7, body), ...message(8, varint(2, 13))]));
  return file;
}

const sum = (from: string, axes: string, to: string, keepdims: 0 | 1): OnnxNode => ({
  ...{ op: 'ReduceSum', from: [from, axes], to, whole: { keepdims } },
});

/**
 * SAM 2's tiny model as vietanhdev/samexporter names it, 8 x 8. The embedding is the image, the finer tensors twice the image
 * and its negative. Two masks of 8 x 8: where the sum of the finer ones over the colours is negative, and where it is positive; the
 * first is as good as the sum of the labels, the second as the sum of the coordinates. @returns the encoder
 */
export function writeSam2(folder: string): string {
  const size = [1, 3, 8, 8];
  write(path.join(folder, 'sam2_tiny.decoder.onnx'), {
    inputs: [
      ...(['image_embed', 'high_res_feats_0', 'high_res_feats_1'] as const).map((name) => [name, size] as const),
      ...([
        ['point_coords', ['num_labels', 'num_points', 2]],
        ['point_labels', ['num_labels', 'num_points']],
        ['mask_input', ['num_labels', 1, 32, 32]],
        ['has_mask_input', ['num_labels']],
      ] as const),
    ],
    outputs: [
      ['masks', [1, 2, 8, 8]],
      ['iou_predictions', [2]],
    ],
    lists: { colours: [1], pairs: [1, 2], points: [1] },
    nodes: [
      { op: 'Add', from: ['high_res_feats_0', 'high_res_feats_1'], to: 'fine' },
      sum('fine', 'colours', 'bright', 1),
      { op: 'Neg', from: ['bright'], to: 'dark' },
      { op: 'Concat', from: ['dark', 'bright'], to: 'masks', whole: { axis: 1 } },
      sum('point_labels', 'points', 'labels', 0),
      sum('point_coords', 'pairs', 'coords', 0),
      { op: 'Concat', from: ['labels', 'coords'], to: 'iou_predictions', whole: { axis: 0 } },
    ],
  });
  return write(path.join(folder, 'sam2_tiny.encoder.onnx'), {
    inputs: [['image', size]],
    outputs: [
      ['high_res_feats_0', size],
      ['high_res_feats_1', size],
      ['image_embed', size],
    ],
    nodes: [
      { op: 'Add', from: ['image', 'image'], to: 'high_res_feats_0' },
      { op: 'Neg', from: ['image'], to: 'high_res_feats_1' },
      { op: 'Identity', from: ['image'], to: 'image_embed' },
    ],
  });
}

/**
 * EfficientSAM as its own export names it, 8 x 8. The embedding is the image. One mask of the size that is asked for, everywhere
 * the sum of the embedding, as good as the sum of the coordinates. @returns the encoder
 */
export function writeEfficientSam(folder: string): string {
  const size = [1, 3, 8, 8];
  write(path.join(folder, 'efficientsam_ti_decoder.onnx'), {
    inputs: [
      ['image_embeddings', size],
      ['batched_point_coords', ['batch', 'queries', 'points', 2]],
      ['batched_point_labels', ['batch', 'queries', 'points']],
      ['orig_im_size', [2], 'int64'],
    ],
    outputs: [
      ['output_masks', [1, 1, 1, 'height', 'width']],
      ['iou_predictions', [1, 1]],
    ],
    lists: { ones: [1, 1, 1], all: [0, 1, 2, 3], pairs: [2, 3] },
    nodes: [
      sum('image_embeddings', 'all', 'brightness', 0),
      { op: 'Concat', from: ['ones', 'orig_im_size'], to: 'shape', whole: { axis: 0 } },
      { op: 'Expand', from: ['brightness', 'shape'], to: 'output_masks' },
      sum('batched_point_coords', 'pairs', 'iou_predictions', 0),
    ],
  });
  return write(path.join(folder, 'efficientsam_ti_encoder.onnx'), {
    inputs: [['batched_images', size]],
    outputs: [['image_embeddings', size]],
    nodes: [{ op: 'Identity', from: ['batched_images'], to: 'image_embeddings' }],
  });
}
