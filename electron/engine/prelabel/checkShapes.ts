import { AppError } from '#shared/contract/errors.ts';
import type { ModelSignature, TensorInfo } from '#shared/contract/inferenceApi.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { recogniseExtras } from '#models/families/extraInputs.ts';
import { countValues, inputValuesAtMost, outputValuesAtMost, sideAtMostPx } from '#models/onnx/shapeLimits.ts';

const limits = { side: sideAtMostPx, values: inputValuesAtMost };
const describe = ({ name, dtype, shape }: TensorInfo): string => `${name} ${dtype} [${shape.join(', ')}]`;
const list = (tensors: readonly TensorInfo[]): string => tensors.map(describe).join('; ') || '-';

/** As LoadedModel feeds it: `[n, c, h, w]`, or without the batch. */
const mayBeImage = ({ shape }: TensorInfo): boolean => shape.length === 4 || shape.length === 3;
/** Neither numbers nor anything that numbers can be made of: text, sequences, maps. */
const isUnreadable = ({ dtype }: TensorInfo): boolean => dtype === 'type 0' || dtype === 'type 8';

/**
 * What no card can help with, told before anything of that size is allocated.
 * @throws {AppError} model.fixedBatch, model.emptyInput, model.inputTooLarge, model.outputTooLarge, model.outputType
 */
export function checkSignature({ inputs, outputs }: ModelSignature): void {
  for (const input of inputs) {
    const [batch] = input.shape;
    if (input.shape.length === 4 && typeof batch === 'number' && batch > 1)
      throw new AppError('model.fixedBatch', { batch });
    if (input.shape.includes(0)) throw new AppError('model.emptyInput', { input: describe(input) });
    const isTooLong = input.shape.some((size) => typeof size === 'number' && size > sideAtMostPx);
    if (countValues(input.shape) > inputValuesAtMost || (mayBeImage(input) && isTooLong))
      throw new AppError('model.inputTooLarge', { input: describe(input), ...limits });
  }
  const total = outputs.reduce((sum, { shape }) => sum + countValues(shape), 0);
  if (total > outputValuesAtMost)
    throw new AppError('model.outputTooLarge', { outputs: list(outputs), values: outputValuesAtMost });
  const unreadable = outputs.filter(isUnreadable);
  if (unreadable.length > 0)
    throw new AppError('model.outputType', { outputs: unreadable.map(({ name }) => name).join(', ') });
}

/** Why no family knows a model: what comes in is looked at first, for nothing can be read where nothing can be fed. */
export function explainUnknown({ inputs, outputs }: ModelSignature): AppError {
  const images = inputs.filter(
    ({ shape }) => shape.length === 4 || shape.length === 0 || (shape.length === 3 && shape[0] === 3),
  );
  const [image] = images;
  if (!image) return new AppError('model.noImageInput', { inputs: list(inputs) });
  const others = inputs.filter((input) => input !== image);
  if (recogniseExtras(others) === null) return new AppError('model.moreInputs', { inputs: list(others) });
  if (!['float32', 'float16', 'uint8'].includes(image.dtype))
    return new AppError('model.inputType', { input: describe(image), dtype: image.dtype });
  return new AppError('model.unknownFamily', { outputs: list(outputs) });
}

/**
 * What a card makes of images must be what the model takes.
 * @throws {AppError} model.noImageInput, model.moreInputs, model.inputMismatch, model.inputTooLarge
 */
export function checkFeed({ inputs }: ModelSignature, { input }: Pick<ModelCard, 'input'>): void {
  const extras = new Set(input.extra?.map(({ name }) => name));
  const [image, ...others] = inputs.filter(({ name }) => !extras.has(name));
  if (!image) throw new AppError('model.noImageInput', { inputs: list(inputs) });
  if (others.length > 0) throw new AppError('model.moreInputs', { inputs: list(others) });
  const planes = input.channels === 'GRAY' ? 1 : 3;
  const { widthPx, heightPx } = input;
  const sizes = input.layout === 'NCHW' ? [planes, heightPx, widthPx] : [heightPx, widthPx, planes];
  const fed: TensorInfo = { name: image.name, dtype: input.dtype, shape: [1, ...sizes] };
  if (countValues(sizes) > inputValuesAtMost)
    throw new AppError('model.inputTooLarge', { input: describe(fed), ...limits });
  const { dtype, shape } = image;
  // A shape that the file doesn't tell is any.
  const isRankRight = shape.length === 0 || mayBeImage(image);
  const isFit = shape.slice(-3).every((size, index) => typeof size === 'string' || size === sizes[index]);
  if (dtype !== fed.dtype || !isRankRight || !isFit)
    throw new AppError('model.inputMismatch', { card: describe(fed), model: describe(image) });
}
