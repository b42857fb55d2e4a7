import { AppError } from '#shared/contract/errors.ts';
import type { ModelSignature, RawPrediction, TensorInfo } from '#shared/contract/inferenceApi.ts';
import { findRegions } from '#shared/geometry/regions.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { parsePythonNames } from '../../onnx/parsePythonNames.ts';
import { guessedRegionNames } from '../classNames.ts';
import type { Family, OutputTensor, Thresholds } from '../family.ts';
import { imageInput } from '../imageInput.ts';
import { bitmapShape, outlineStyleOf } from '../outlines/bitmapShape.ts';
import { sampleField } from '../outlines/sampleField.ts';
import type { FieldPlace, Sampled } from '../outlines/sampleField.ts';
import type { CellField } from '../outlines/cellField.ts';
import { wholeWindow, workGridOf } from '../outlines/workGrid.ts';
import type { WorkGrid } from '../outlines/workGrid.ts';
import type { Placement } from '../placement.ts';
import { readLayers } from './readLayers.ts';
import { readMapShape } from './mapShape.ts';
import type { MapShape } from './mapShape.ts';

/** A map has the size of the input, a half or a quarter of it: others, without a card, are features of something else. */
const coarseness = [1, 2, 4];

const isWholeNumber = ({ dtype }: TensorInfo): boolean => ['uint8', 'int8', 'int32', 'int64', 'bool'].includes(dtype);

/** Names that say: nothing is here. */
const backgroundNames = new Set(['background', '__background__', '_background_', 'bg', 'void', 'unlabeled']);

function isBackground({ classes, output: { background } }: ModelCard, name: string): boolean {
  if (background === undefined) return backgroundNames.has(name.toLowerCase());
  return name === (typeof background === 'number' ? classes[background] : background);
}

/** Mean and deviation of ImageNet's colours, 0..1, as torchvision's models are trained with. */
const imagenet = { scale: 1 / 255, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };
const unit = { scale: 1 / 255, mean: [0], std: [1] };
const bytes = { scale: 1, mean: [0], std: [1] };

function mapOf({ outputs }: ModelSignature, layout: string | undefined): MapShape | null {
  const [output, ...others] = outputs;
  // A second head like the first helped in training: torchvision exports it too.
  if (!output || others.some(({ shape }) => String(shape) !== String(output.shape))) return null;
  return readMapShape(output.shape, isWholeNumber(output), layout);
}

/** The regions of one layer, scored by how sure the model is of their pixels in the mean. */
function* readRegions(
  field: CellField,
  sampled: Sampled,
  grid: WorkGrid,
  isWanted: (label: number) => boolean,
  { card, thresholds, cellPx }: { card: ModelCard; thresholds: Thresholds; cellPx: number },
): Generator<{ readonly label: number } & Pick<RawPrediction, 'score' | 'shape'>> {
  const style = outlineStyleOf(card, grid, cellPx);
  for (const { label, count, bitmap } of findRegions(sampled, isWanted, style.leastCount)) {
    let sum = 0;
    const { left, top, width, height, pixels } = bitmap;
    for (let y = 0, at = 0; y < height; y += 1)
      for (let x = 0; x < width; x += 1, at += 1)
        if (pixels[at] === 1) sum += field.certainty(sampled.nearestCell(x + left, y + top), label);
    const score = Math.min(1, sum / count);
    // So written, NaN is left out as well.
    if (!(score >= thresholds.score)) continue;
    const shape = bitmapShape(bitmap, grid, style);
    if (shape) yield { label, score, shape };
  }
}

function placeOf({ input }: ModelCard, field: CellField): FieldPlace {
  return { left: 0, top: 0, cellWidth: input.widthPx / field.width, cellHeight: input.heightPx / field.height };
}

function decodeMap(
  output: OutputTensor,
  card: ModelCard,
  placement: Placement,
  thresholds: Thresholds,
): RawPrediction[] {
  const grid = workGridOf(placement);
  const layers = readLayers(output, card);
  if (!layers) throw new AppError('model.unknownFamily', { outputs: `[${output.dims.join(', ')}]` });
  const found = layers.flatMap(({ field, classOf }) => {
    const place = placeOf(card, field);
    const sampled = sampleField(field, place, grid, wholeWindow(grid));
    const cellPx = Math.max(place.cellWidth / placement.scaleX, place.cellHeight / placement.scaleY);
    const isWanted = (label: number): boolean => {
      const name = classOf(label);
      return name !== null && !isBackground(card, name);
    };
    return [...readRegions(field, sampled, grid, isWanted, { card, thresholds, cellPx })].map(
      ({ label, ...region }): RawPrediction => ({ className: classOf(label) ?? `class ${label}`, ...region }),
    );
  });
  return found.sort((a, b) => b.score - a.score);
}

/**
 * Semantic segmentation: a class for each pixel, as DeepLab, FCN and U-Nets give it. Each region of a class that hangs
 * together is a prediction, its outline a polygon or a mask.
 */
export const segment: Family = {
  id: 'segment',
  recognise(signature) {
    const input = imageInput(signature, 512);
    const map = mapOf(signature, undefined);
    if (!input || !map) return null;
    const { channelCount, ...size } = input;
    const { metadata } = signature;
    if (metadata.task !== undefined && metadata.task !== 'semantic') return null;
    const names = metadata.names === undefined ? null : parsePythonNames(metadata.names);
    const isFine = [
      [map.width, size.widthPx],
      [map.height, size.heightPx],
    ].every(([cells, px]) => typeof cells === 'string' || coarseness.includes(Number(px) / Number(cells)));
    // Three sizes that are all open could be anything's.
    if (signature.outputs[0]?.shape.length === 3 && map.layout !== 'labels' && typeof map.width === 'string')
      return null;
    // A picture has as many channels: what makes pictures of pictures is no segmentation.
    if (!isFine || (map.classCount === 3 && !names)) return null;
    const isSingle = map.classCount === 1;
    const asTold = size.dtype === 'uint8';
    return {
      family: 'segment',
      task: 'segment',
      input: {
        ...size,
        channels: channelCount === 1 ? 'GRAY' : 'RGB',
        ...(asTold ? bytes : isSingle || channelCount === 1 ? unit : imagenet),
        ...{ resize: 'stretch', pad: 0 },
      },
      output: { layout: map.layout },
      classes: names ?? (isSingle ? ['foreground'] : guessedRegionNames(map.classCount ?? 2)),
    };
  },
  classCount(signature, card) {
    const count = mapOf(signature, card.output.layout)?.classCount ?? null;
    // Of one class the card may also name what it is not.
    const isPair = count === 1 && card.classes.length === 2 && card.classes.some((name) => isBackground(card, name));
    return isPair ? 2 : count;
  },
  decode([output], card, placement, thresholds) {
    return output ? decodeMap(output, card, placement, thresholds) : [];
  },
};
