import type { Engine } from '#engine/createEngine.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Version } from '#shared/contract/versions.ts';

/** `VERSION` on the command line: a name, whatever its case. @throws {AppError} version.notFound */
export async function findVersion(engine: Engine, name: string): Promise<Version> {
  const all = await engine.call('versions.list', {});
  const found =
    all.find((version) => version.name === name) ??
    all.find((version) => version.name.toLowerCase() === name.trim().toLowerCase());
  if (!found) throw new AppError('version.notFound', { name });
  return found;
}
