import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { ModelSignature } from '#shared/contract/inferenceApi.ts';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { findKnownCard } from '#models/cards/cardRegistry.ts';
import { findClassList } from '#models/cards/classLists.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import type { Recognition } from '#models/families/family.ts';
import { checkFeed, checkSignature, explainUnknown } from './checkShapes.ts';

type PartialCard = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is PartialCard =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** What `card` says wins; of `input` and `output` it may say a part. */
function merge(base: PartialCard, card: PartialCard): PartialCard {
  const parts = ['input', 'output'].flatMap((part) => {
    const [below, above] = [base[part], card[part]];
    return isRecord(below) && isRecord(above) ? [[part, { ...below, ...above }]] : [];
  });
  return { ...base, ...card, ...(Object.fromEntries(parts) as PartialCard) };
}

/** Classes by the name of a list that many models share. @throws {AppError} model.badCard */
function resolveClasses(card: PartialCard, modelPath: string): PartialCard {
  const { classes } = card;
  if (typeof classes !== 'string') return card;
  const list = findClassList(classes);
  if (!list) throw new AppError('model.badCard', { path: modelPath, reason: `there is no class list ${classes}` });
  return { ...card, classes: list };
}

/** What the file tells: to the family that the card names, or else to the first that knows it. */
function recogniseFor(said: PartialCard, guess: Recognition | null, signature: ModelSignature): PartialCard | null {
  const family = typeof said.family === 'string' && said.family !== guess?.family ? findFamily(said.family) : undefined;
  return family?.recognise(signature, true) ?? guess;
}

/**
 * The card of a model: what the card beside it says, what is known of this very file, what its family can tell of it, in
 * this order.
 * @throws {AppError} model.badCard, model.classCountMismatch, model.unknownFamily and those of `checkSignature`, `checkFeed`
 */
export function completeCard(
  modelPath: string,
  beside: PartialCard | null,
  guess: ModelCard | null,
  signature: ModelSignature,
): ModelCard {
  checkSignature(signature);
  const { sha256 } = signature;
  const known = findKnownCard(sha256);
  if (!beside && !known && !guess) throw explainUnknown(signature);
  const said = merge(known ?? {}, beside ?? {});
  const name = guess?.name === '' || !guess ? path.basename(modelPath).replace(/\.onnx$/i, '') : guess.name;
  const merged = merge({ ...recogniseFor(said, guess, signature), name }, said);
  const parsed = modelCardSchema.safeParse({ ...resolveClasses(merged, modelPath), sha256 });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
    throw new AppError('model.badCard', { path: modelPath, reason });
  }
  const card = parsed.data;
  const family = findFamily(card.family);
  if (!family) throw new AppError('model.badCard', { path: modelPath, reason: `there is no family ${card.family}` });
  checkFeed(signature, card);
  const count = family.classCount(signature, card);
  if (count !== null && count !== card.classes.length) {
    throw new AppError('model.classCountMismatch', { card: card.classes.length, model: count });
  }
  return card;
}
