import type { ModelCard } from '#shared/model/modelCard.ts';
import type { Size } from '#shared/geometry/viewTransform.ts';
import type { ModelPrompt } from '#shared/model/smartAnswer.ts';
import type { Placement } from '../placement.ts';

/** `point_coords` and `point_labels` of a decoder with SAM's interface. */
export interface PromptTensors {
  /** x and y in turn. */
  readonly coords: Float32Array;
  readonly labels: Float32Array;
}

const labelOf = { outside: 0, inside: 1, topLeft: 2, bottomRight: 3, padding: -1 };

/**
 * A prompt in image pixels, as the decoder takes it. A model that knows no boxes is asked for what is in the middle of one.
 * @param asked the size that the mask is asked for: EfficientSAM takes points in pixels of that
 */
export function promptTensors(
  { box, points }: ModelPrompt,
  { input, output }: ModelCard,
  placement: Placement,
  asked: Size,
): PromptTensors {
  const isOfMask = output.layout === 'efficient-sam';
  const across = (output.promptWidthPx ?? (isOfMask ? asked.width : input.widthPx)) / input.widthPx;
  const down = (output.promptHeightPx ?? (isOfMask ? asked.height : input.heightPx)) / input.heightPx;
  const coords: number[] = [];
  const labels: number[] = [];
  const add = (x: number, y: number, label: number): void => {
    coords.push((x * placement.scaleX + placement.offsetX) * across, (y * placement.scaleY + placement.offsetY) * down);
    labels.push(label);
  };
  for (const { point, isInside } of points) add(point.x, point.y, isInside ? labelOf.inside : labelOf.outside);
  if (box && output.takesBoxes !== false) {
    add(box[0], box[1], labelOf.topLeft);
    add(box[0] + box[2], box[1] + box[3], labelOf.bottomRight);
  } else {
    const isPointed = points.some(({ isInside }) => isInside);
    if (box && !isPointed) add(box[0] + box[2] / 2, box[1] + box[3] / 2, labelOf.inside);
    // Without a box SAM wants a point that means nothing; its successors' decoders add theirs themselves.
    if (output.layout === undefined) {
      coords.push(0, 0);
      labels.push(labelOf.padding);
    }
  }
  return { coords: Float32Array.from(coords), labels: Float32Array.from(labels) };
}
