import { existsSync } from 'node:fs';
import type { Engine } from '#engine/createEngine.ts';
import { AppError } from '#shared/contract/errors.ts';

/** A model by its name or SHA-256, or a file, which is added then. @throws {AppError} model.* */
export async function findModel(engine: Engine, asked: string): Promise<string> {
  const models = await engine.call('models.list', {});
  const named = models.find(({ name, sha256 }) => name === asked || sha256 === asked);
  if (named) return named.sha256;
  if (!existsSync(asked) && !/\.onnx$/i.test(asked)) throw new AppError('model.unknownName', { name: asked });
  return (await engine.call('models.add', { file: engine.grants.add(asked).id })).sha256;
}
