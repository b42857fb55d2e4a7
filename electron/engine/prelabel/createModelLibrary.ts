import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { listModelRows, registerModel, updateModel } from '../db/models.ts';
import { isProcessDeath } from '../processes/isProcessDeath.ts';
import type { Supervised } from '../processes/supervised.ts';
import { listBuiltinModels, readCardBeside } from './builtinModels.ts';
import { completeCard } from './completeCard.ts';
import { findDecoder } from './findDecoder.ts';

/** The models a project can be labeled with: those that ship, and those that were added. */
export interface ModelLibrary {
  list(): Promise<readonly ModelInfo[]>;
  /** A model that is known is read from this file from now on, by the card beside it. @throws {AppError} model.* */
  add(file: string): Promise<ModelInfo>;
  /** Keeps what a person says of a file, over all that is known of it otherwise. @throws {AppError} model.* */
  describe(file: string, card: Readonly<Record<string, unknown>>): Promise<ModelInfo>;
  /** The file as data. @throws {AppError} model.* */
  inspect(file: string): Promise<InferenceApi['inspect']['output']>;
  /** By sha256, by name, or by a file's path, which is added then. @throws {AppError} model.* */
  resolve(nameOrFile: string): Promise<ModelInfo>;
  /**
   * As `resolve`, for whoever asks many times a second: files are hashed when other models are asked for, or one was added.
   * @throws {AppError} model.*
   */
  recall(sha256s: readonly string[]): Promise<readonly ModelInfo[]>;
}

const inspectLimitMs = 60_000;

async function hashFile(file: string): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of createReadStream(file)) hash.update(chunk as Buffer);
  return hash.digest('hex');
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

  /** A file that brings the parser down is told by its name. */
  async function inspect(modelPath: string): Promise<InferenceApi['inspect']['output']> {
    try {
      return await inference.call('inspect', { modelPath }, { timeoutMs: inspectLimitMs });
    } catch (error) {
      if (!isProcessDeath(error)) throw error;
      const reason = error.message.replace(/\.$/, '');
      throw new AppError('model.readCrashed', { path: modelPath, reason }, { cause: error });
    }
  }

  const list = async (): Promise<readonly ModelInfo[]> => [...(await listBuiltinModels(builtinFolder)), ...listAdded()];

  let recalled: { readonly key: string; readonly models: Promise<readonly ModelInfo[]> } | null = null;

  async function add(file: string, said?: Readonly<Record<string, unknown>>): Promise<ModelInfo> {
    recalled = null;
    const modelPath = path.resolve(file);
    if (!existsSync(modelPath)) throw new AppError('model.notFound', { path: modelPath });
    const { signature, card: guess } = await inspect(modelPath);
    const { sha256 } = signature;
    const builtin = (await listBuiltinModels(builtinFolder)).find((model) => model.sha256 === sha256);
    if (builtin) return builtin;
    const beside = said ? null : await readCardBeside(modelPath);
    const known = listModelRows(db).find((model) => model.sha256 === sha256);
    // A file that was moved without its card is read as before. What a person says is whole: no guess shows through.
    const card = said
      ? completeCard(modelPath, said, null, signature)
      : known && !beside
        ? known.card
        : completeCard(modelPath, beside, guess, signature);
    if (card.task === 'interactive') findDecoder(modelPath, card);
    if (!known) registerModel({ db, actor }, modelPath, card);
    if (!known || updateModel({ db, actor }, known, modelPath, card)) emitter.emit('modelsChanged', {});
    const added = listAdded().find((model) => model.sha256 === sha256);
    if (!added) throw new AppError('internal', { reason: 'the model was not kept' });
    return added;
  }

  async function resolve(nameOrFile: string): Promise<ModelInfo> {
    const models = await list();
    const found = models.find(({ sha256, name }) => sha256 === nameOrFile || name === nameOrFile);
    if (!found) {
      if (/\.onnx$/i.test(nameOrFile) || existsSync(nameOrFile)) return add(nameOrFile);
      throw new AppError('model.unknownName', { name: nameOrFile });
    }
    if (!existsSync(found.path)) throw new AppError('model.notFound', { path: found.path });
    if ((await hashFile(found.path)) !== found.sha256) throw new AppError('model.wrongFile', { name: found.name });
    return found;
  }

  return {
    list,
    add: (file) => add(file),
    describe: (file, card) => add(file, card),
    inspect,
    resolve,
    recall(sha256s) {
      const key = sha256s.join(' ');
      if (recalled?.key === key) return recalled.models;
      const models = Promise.all(sha256s.map(resolve));
      recalled = { key, models };
      // What could not be had is looked for again the next time.
      models.catch(() => (recalled = recalled?.models === models ? null : recalled));
      return models;
    },
  };
}
