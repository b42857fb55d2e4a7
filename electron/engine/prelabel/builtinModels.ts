import { existsSync, statSync } from 'node:fs';
import { readFile, readdir } from 'node:fs/promises';
import path from 'node:path';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import { modelCardSchema } from '#shared/model/modelCard.ts';

/** The card beside a model file, `NAME.json`, or null. @throws {AppError} model.badCard */
export async function readCardBeside(modelPath: string): Promise<Record<string, unknown> | null> {
  const file = modelPath.replace(/\.onnx$/i, '') + '.json';
  if (!existsSync(file)) return null;
  try {
    const parsed: unknown = JSON.parse(await readFile(file, 'utf8'));
    if (typeof parsed !== 'object' || parsed === null) throw new Error('it is not an object');
    return parsed as Record<string, unknown>;
  } catch (error) {
    throw new AppError('model.badCard', { path: file, reason: (error as Error).message }, { cause: error });
  }
}

/** The models that ship with the program. */
export async function listBuiltinModels(builtinFolder: string): Promise<ModelInfo[]> {
  const files = (await readdir(builtinFolder)).filter((name) => name.endsWith('.onnx')).sort();
  return Promise.all(
    files.map(async (name): Promise<ModelInfo> => {
      const file = path.join(builtinFolder, name);
      const card = modelCardSchema.parse(await readCardBeside(file));
      const { size } = statSync(file);
      return {
        id: null,
        name: card.name,
        sha256: card.sha256,
        sizeBytes: size,
        card,
        builtin: true,
        path: file,
        problem: null,
      };
    }),
  );
}
