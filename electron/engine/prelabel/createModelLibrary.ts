import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { ModelInfo } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi, ModelSignature } from '#shared/contract/inferenceApi.ts';
import { modelCardSchema } from '#shared/model/modelCard.ts';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import { listModelRows, registerModel, updateModel } from '../db/models.ts';
import type { Supervised } from '../processes/supervised.ts';
import { listBuiltinModels, readCardBeside } from './builtinModels.ts';

/** The models a project can be labeled with: those that ship, and those that were added. */
export interface ModelLibrary {
  list(): Promise<readonly ModelInfo[]>;
  /** A model that is known is read from this file from now on, by the card beside it. @throws {AppError} model.* */
  add(file: string): Promise<ModelInfo>;
  /** By sha256, by name, or by a file's path, which is added then. @throws {AppError} model.* */
  resolve(nameOrFile: string): Promise<ModelInfo>;
}

const inspectLimitMs = 60_000;

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
}

/** A card can't help a model that wants several images at once. @throws {AppError} model.fixedBatch */
function assertTakesOne({ inputs }: ModelSignature): void {
  const [batch] = inputs.find(({ shape }) => shape.length === 4)?.shape ?? [];
  if (typeof batch === 'number' && batch > 1) throw new AppError('model.fixedBatch', { batch });
}

/** A card may say a part of how the output is read: the rest is as the file tells, unless it is read as another family. */
function withOutput(guess: ModelCard | null, beside: Record<string, unknown> | null): Record<string, unknown> {
  const { family = guess?.family, output } = beside ?? {};
  if (!guess || family !== guess.family || typeof output !== 'object') return { ...guess, ...beside };
  return { ...guess, ...beside, output: { ...guess.output, ...output } };
}

/** @throws {AppError} model.fixedBatch, model.badCard, model.classCountMismatch, model.unknownFamily */
function completeCard(
  modelPath: string,
  beside: Record<string, unknown> | null,
  guess: ModelCard | null,
  signature: ModelSignature,
): ModelCard {
  assertTakesOne(signature);
  const { sha256, outputs } = signature;
  const name = guess?.name === '' || !guess ? path.basename(modelPath).replace(/\.onnx$/i, '') : guess.name;
  if (!beside && !guess) {
    const shapes = outputs.map((output) => `${output.name} [${output.shape.join(', ')}]`).join('; ');
    throw new AppError('model.unknownFamily', { outputs: shapes });
  }
  const parsed = modelCardSchema.safeParse({ name, ...withOutput(guess && { ...guess, name }, beside), sha256 });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const reason = `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not valid'}`;
    throw new AppError('model.badCard', { path: modelPath, reason });
  }
  const card = parsed.data;
  const family = findFamily(card.family);
  if (!family) throw new AppError('model.badCard', { path: modelPath, reason: `there is no family ${card.family}` });
  const count = family.classCount(signature, card);
  if (count !== null && count !== card.classes.length) {
    throw new AppError('model.classCountMismatch', { card: card.classes.length, model: count });
  }
  return card;
}

export function createModelLibrary(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly builtinFolder: string;
  readonly inference: Supervised<InferenceApi>;
  readonly emitter: Emitter<EngineEvents>;
}): ModelLibrary {
  const { db, actor, builtinFolder, inference, emitter } = deps;

  function listAdded(): ModelInfo[] {
    return listModelRows(db).map(({ id, name, sha256, path: file, card }) => {
      const stats = existsSync(file) ? statSync(file) : null;
      const problem = stats ? null : toErrorRecord(new AppError('model.notFound', { path: file }));
      return { id, name, sha256, sizeBytes: stats?.size ?? 0, card, builtin: false, path: file, problem };
    });
  }

  const list = async (): Promise<readonly ModelInfo[]> => [...(await listBuiltinModels(builtinFolder)), ...listAdded()];

  async function add(file: string): Promise<ModelInfo> {
    const modelPath = path.resolve(file);
    if (!existsSync(modelPath)) throw new AppError('model.notFound', { path: modelPath });
    const { signature, card: guess } = await inference.call('inspect', { modelPath }, { timeoutMs: inspectLimitMs });
    const { sha256 } = signature;
    const builtin = (await listBuiltinModels(builtinFolder)).find((model) => model.sha256 === sha256);
    if (builtin) return builtin;
    const beside = await readCardBeside(modelPath);
    const known = listModelRows(db).find((model) => model.sha256 === sha256);
    // A file that was moved without its card is read as before.
    const card = known && !beside ? known.card : completeCard(modelPath, beside, guess, signature);
    if (!known) registerModel({ db, actor }, modelPath, card);
    if (!known || updateModel({ db, actor }, known, modelPath, card)) emitter.emit('modelsChanged', {});
    const added = listAdded().find((model) => model.sha256 === sha256);
    if (!added) throw new AppError('internal', { reason: 'the model was not kept' });
    return added;
  }

  return {
    list,
    add,
    async resolve(nameOrFile) {
      const models = await list();
      const found = models.find(({ sha256, name }) => sha256 === nameOrFile || name === nameOrFile);
      if (!found) {
        if (/\.onnx$/i.test(nameOrFile) || existsSync(nameOrFile)) return add(nameOrFile);
        throw new AppError('model.unknownName', { name: nameOrFile });
      }
      if (!existsSync(found.path)) throw new AppError('model.notFound', { path: found.path });
      if ((await hashFile(found.path)) !== found.sha256) throw new AppError('model.wrongFile', { name: found.name });
      return found;
    },
  };
}
