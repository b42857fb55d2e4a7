import type { ModelSignature, RawPrediction } from '#shared/contract/inferenceApi.ts';
import { coco80, coco91 } from '../classNames.ts';
import type { Family, OutputTensor } from '../family.ts';
import { imageInput } from '../imageInput.ts';
import { thresholdField } from '../outlines/cellField.ts';
import { cellsAround } from '../outlines/cellsAround.ts';
import { instanceShape } from '../outlines/instanceShape.ts';
import type { FieldPlace } from '../outlines/sampleField.ts';
import { workGridOf } from '../outlines/workGrid.ts';
import { toImageBox } from '../placement.ts';

/** Sides of a mask that fills its object's box. */
const boxMaskSide = 28;

/** torchvision scales and normalizes by itself; the model zoo's wants Caffe's colours. */
const torchvision = { channels: 'RGB', scale: 1 / 255, mean: [0], std: [1], pad: 0 } as const;
const zoo = { channels: 'BGR', scale: 1, mean: [102.9801, 115.9465, 122.7717], std: [1], pad: 114 } as const;

/** Some take an image, `[3, H, W]`, not a batch of one. */
function asBatch(signature: ModelSignature): ModelSignature {
  return {
    ...signature,
    inputs: signature.inputs.map((input) =>
      input.shape.length === 3 ? { ...input, shape: [1, ...input.shape] } : input,
    ),
  };
}

interface Outputs {
  readonly boxes: OutputTensor;
  readonly labels: OutputTensor;
  readonly scores: OutputTensor;
  readonly masks: OutputTensor;
}

/** By their sizes: names are numbers in many files. Labels come before scores, and are whole numbers from 1. */
function sortOutputs(outputs: readonly OutputTensor[]): Outputs | null {
  const boxes = outputs.find(({ dims }) => dims.length === 2);
  const masks = outputs.find(({ dims }) => dims.length === 4);
  const [first, second] = outputs.filter(({ dims }) => dims.length === 1);
  if (!boxes || !masks || !first || !second) return null;
  const areLabels = ({ data }: OutputTensor): boolean => data.every((value) => value >= 1 && Number.isInteger(value));
  const [labels, scores] = !areLabels(first) && areLabels(second) ? [second, first] : [first, second];
  return { boxes, labels, scores, masks };
}

/** The cells of a plane around a box; they are few, the plane may be as large as the input. */
function cut({ data, dims }: OutputTensor, index: number, sides: readonly [number, number, number, number]) {
  const [, , height = 0, width = 0] = dims;
  const cells = cellsAround({ width, height, cellWidth: 1, cellHeight: 1 }, sides);
  const size = { width: cells.right - cells.left, height: cells.bottom - cells.top };
  const part = new Float32Array(size.width * size.height);
  for (let y = 0; y < size.height; y += 1) {
    const from = (index * height + y + cells.top) * width + cells.left;
    part.set(data.subarray(from, from + size.width), y * size.width);
  }
  return { data: part, ...size, place: { left: cells.left, top: cells.top, cellWidth: 1, cellHeight: 1 } };
}

/**
 * Mask R-CNN (He et al. 2017, arXiv 1703.06870) as torchvision and the ONNX model zoo export it: boxes by their sides in
 * pixels of the input, labels from 1, scores, and masks 0..1, of 28 x 28 that fill their boxes or as large as the input. It
 * thins out by itself.
 */
export const maskRcnn: Family = {
  id: 'maskRcnn',
  recognise(signature) {
    const input = imageInput(asBatch(signature), 800);
    const { outputs } = signature;
    if (!input || input.channelCount !== 3 || outputs.length !== 4) return null;
    const boxes = outputs.find(({ shape }) => shape.length === 2 && shape[1] === 4);
    const masks = outputs.find(({ shape }) => shape.length === 4);
    const lists = outputs.filter(({ shape }) => shape.length === 1);
    if (!boxes || !masks || lists.length !== 2 || !lists.some(({ dtype }) => dtype === 'int64')) return null;
    const { channelCount: _, ...size } = input;
    const isZoo = masks.shape[2] === boxMaskSide;
    const { channels, scale, mean, std, pad } = isZoo ? zoo : torchvision;
    return {
      family: 'maskRcnn',
      task: 'segment',
      input: { ...size, channels, scale, mean: [...mean], std: [...std], resize: 'letterbox-topleft', pad },
      output: {},
      classes: isZoo ? ['background', ...coco80] : coco91(),
    };
  },
  classCount: () => null,
  decode(outputs, card, placement, thresholds) {
    const sorted = sortOutputs(outputs);
    if (!sorted) return [];
    const { boxes, labels, scores, masks } = sorted;
    const [, , height = 0, width = 0] = masks.dims;
    const isWhole = width === card.input.widthPx && height === card.input.heightPx;
    const grid = workGridOf(placement);
    const found = [...scores.data].flatMap((score, index): RawPrediction[] => {
      // So written, NaN is left out as well.
      if (!(score >= thresholds.score)) return [];
      const [x0 = 0, y0 = 0, x1 = 0, y1 = 0] = boxes.data.subarray(4 * index, 4 * index + 4);
      const box = toImageBox(placement, x0, y0, x1, y1);
      if (!box) return [];
      const cells = width * height;
      const filling: FieldPlace = { left: x0, top: y0, cellWidth: (x1 - x0) / width, cellHeight: (y1 - y0) / height };
      const own = isWhole
        ? cut(masks, index, [x0, y0, x1, y1])
        : { data: masks.data.subarray(index * cells, (index + 1) * cells), width, height, place: filling };
      const field = thresholdField({ ...own, cellStep: 1 }, 'probabilities');
      const shape = instanceShape(field, own.place, box, grid, card);
      const label = labels.data[index] ?? 0;
      const className = card.classes[label] ?? `class ${label}`;
      return shape ? [{ className, score: Math.min(1, score), shape }] : [];
    });
    return found.sort((a, b) => b.score - a.score);
  },
};
