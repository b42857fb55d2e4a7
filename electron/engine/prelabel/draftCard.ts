import path from 'node:path';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { guessedNames } from '#models/families/classNames.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import { taskOfFamily } from '#models/families/familyTasks.ts';
import { imageInput } from '#models/families/imageInput.ts';
import { checkSignature } from './checkShapes.ts';
import { completeCard } from './completeCard.ts';

export interface DraftedCard {
  readonly card: ModelCard;
  /** Why the card is only a beginning; null: it can be used as it is. */
  readonly problem: ErrorRecord | null;
}

/** Where nothing else is known of how a model wants its images. */
const usualSidePx = 640;

/** By how many numbers there are, and in how many dimensions: most such models are of this family. */
function likelyFamily({ outputs }: ModelSignature): string {
  const ranks = outputs.map(({ shape }) => shape.filter((size) => size !== 1).length);
  if (outputs.length === 1 && (ranks[0] ?? 0) <= 1) return 'classify';
  if (outputs.length === 1 && outputs[0]?.shape.length === 4) return 'segment';
  return outputs.length === 1 ? 'ultralytics' : 'ssd';
}

/** What the file says of the size of its images; what it leaves open is usual. */
function draftInput(signature: ModelSignature): ModelCard['input'] {
  const { channelCount = 3, ...said } = imageInput(signature, usualSidePx) ?? {};
  const image = signature.inputs.find(({ shape }) => shape.length >= 3) ?? signature.inputs[0];
  const [a, b, c] = image?.shape.slice(-3) ?? [];
  const isLast = (c === 1 || c === 3) && a !== 1 && a !== 3;
  const [height, width] = isLast ? [a, b] : [b, c];
  const sideOf = (size: number | string | undefined): number => (typeof size === 'number' ? size : usualSidePx);
  const dtype = image?.dtype === 'uint8' || image?.dtype === 'float16' ? image.dtype : 'float32';
  const isGrey = channelCount === 1 || (isLast ? c : a) === 1;
  return {
    ...{ widthPx: sideOf(width), heightPx: sideOf(height), layout: isLast ? 'NHWC' : 'NCHW', dtype },
    ...said,
    ...{ channels: isGrey ? 'GRAY' : 'RGB', scale: dtype === 'uint8' ? 1 : 1 / 255, mean: [0], std: [1] },
    ...{ resize: 'letterbox', pad: 114 },
  };
}

/** The family's own idea of a file, or, of one that it doesn't know, a beginning. */
function draftFor(familyId: string, signature: ModelSignature, name: string): ModelCard {
  const family = findFamily(familyId);
  const { sha256 } = signature;
  const recognised = family?.recognise(signature, true);
  if (recognised && recognised.classes.length > 0) return { ...recognised, name, sha256 };
  const input = recognised?.input ?? draftInput(signature);
  const blank: ModelCard = {
    ...{ name, family: familyId, task: taskOfFamily(familyId), input, output: recognised?.output ?? {} },
    ...{ classes: ['class 0'], sha256 },
  };
  const count = family?.classCount(signature, blank) ?? null;
  // A count that comes of a wrong guess is none.
  const isPlausible = count !== null && Number.isSafeInteger(count) && count >= 1 && count <= 100_000;
  return isPlausible ? { ...blank, classes: guessedNames(count) } : blank;
}

/**
 * A card to begin with, for a person to complete.
 * @param start what is known already: the card of a model that was added, or the one beside the file
 * @param familyId what the person says the model is; null: what it seems to be
 * @throws {AppError} those of `checkSignature`: what no card can help with
 */
export function draftCard(
  modelPath: string,
  start: Readonly<Record<string, unknown>> | null,
  guess: ModelCard | null,
  signature: ModelSignature,
  familyId: string | null,
): DraftedCard {
  checkSignature(signature);
  const name = path.basename(modelPath).replace(/\.onnx$/i, '');
  if (familyId !== null) return { card: draftFor(familyId, signature, name), problem: null };
  try {
    return { card: completeCard(modelPath, start, guess, signature), problem: null };
  } catch (error) {
    if (!(error instanceof AppError)) throw error;
    const said = start?.family;
    const family = typeof said === 'string' && findFamily(said) ? said : (guess?.family ?? likelyFamily(signature));
    const draft = draftFor(family, signature, name);
    const withStart = modelCardSchema.safeParse({ ...draft, ...start, sha256: signature.sha256 });
    return {
      card: withStart.success && findFamily(withStart.data.family) ? withStart.data : draft,
      problem: toErrorRecord(error),
    };
  }
}
