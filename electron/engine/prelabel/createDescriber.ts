import { statSync } from 'node:fs';
import type { Database } from 'better-sqlite3';
import type { ModelDraft, ModelInfo, ModelPreview } from '#shared/contract/api/modelsApi.ts';
import type { EngineParsedInput } from '#shared/contract/engineApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { GrantId } from '#shared/model/ids.ts';
import { families } from '#models/families/familyRegistry.ts';
import { taskOfFamily } from '#models/families/familyTasks.ts';
import { listModelRows } from '../db/models.ts';
import { readCardBeside } from './builtinModels.ts';
import { completeCard } from './completeCard.ts';
import type { ModelLibrary } from './createModelLibrary.ts';
import type { Previewer } from './createPreviewer.ts';
import { draftCard } from './draftCard.ts';

type Inspection = InferenceApi['inspect']['output'];

/** A person says what a file can't: drafts, trials on one image, and the card that is kept. */
export interface Describer {
  /** @throws {AppError} model.*: what no card can help with */
  draft(input: EngineParsedInput<'models.draft'>): Promise<ModelDraft>;
  /** @throws {AppError} those of `completeCard` and of a preview */
  tryCard(input: EngineParsedInput<'models.tryCard'>): Promise<ModelPreview>;
  /** @throws {AppError} those of `completeCard` */
  describe(input: EngineParsedInput<'models.describe'>): Promise<ModelInfo>;
}

export function createDescriber(deps: {
  readonly db: Database;
  readonly models: ModelLibrary;
  readonly previewer: Previewer;
  readonly grantPath: (id: GrantId) => string;
}): Describer {
  const { db, models, previewer, grantPath } = deps;
  /** Of the file that was looked at last: a card is tried many times. */
  let last: { readonly key: string; readonly inspection: Promise<Inspection> } | null = null;

  function pathOf(source: EngineParsedInput<'models.draft'>['source']): string {
    if ('file' in source) return grantPath(source.file);
    const known = listModelRows(db).find(({ sha256 }) => sha256 === source.modelSha256);
    if (!known) throw new AppError('model.unknownName', { name: source.modelSha256 });
    return known.path;
  }

  function inspect(modelPath: string): Promise<Inspection> {
    const stats = statSync(modelPath, { throwIfNoEntry: false });
    if (!stats) throw new AppError('model.notFound', { path: modelPath });
    const key = JSON.stringify([modelPath, stats.size, stats.mtimeMs]);
    if (last?.key === key) return last.inspection;
    const inspection = models.inspect(modelPath);
    last = { key, inspection };
    inspection.catch(() => (last = last?.inspection === inspection ? null : last));
    return inspection;
  }

  return {
    async draft({ source, family }) {
      const modelPath = pathOf(source);
      const { signature, card: guess } = await inspect(modelPath);
      const known = listModelRows(db).find(({ sha256 }) => sha256 === signature.sha256);
      // A card that can't even be read is no beginning.
      const beside = await readCardBeside(modelPath).catch(() => null);
      const drafted = draftCard(modelPath, known?.card ?? beside, guess, signature, family ?? null);
      return {
        ...drafted,
        path: modelPath,
        inputs: signature.inputs,
        outputs: signature.outputs,
        families: families.map(({ id }) => ({ id, task: taskOfFamily(id) })),
      };
    },
    async tryCard({ source, card: said, ...request }) {
      const modelPath = pathOf(source);
      const { signature } = await inspect(modelPath);
      const card = completeCard(modelPath, said, null, signature);
      return previewer.tryCard({ path: modelPath, card }, request);
    },
    describe: ({ source, card }) => models.describe(pathOf(source), card),
  };
}
