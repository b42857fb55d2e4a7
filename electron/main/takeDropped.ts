import { stat } from 'node:fs/promises';
import path from 'node:path';
import { dropKind } from '#shared/contract/dropped.ts';
import type { Dropped } from '#shared/contract/dropped.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { Engine } from '#engine/createEngine.ts';

/**
 * A file or folder that a person dropped on the window: the preload asks Electron where it lies, so that the page names no
 * path. @throws {AppError} drop.nothing
 */
export async function takeDropped({ grants }: Pick<Engine, 'grants'>, file: unknown): Promise<Dropped> {
  const stats = typeof file === 'string' && path.isAbsolute(file) ? await stat(file).catch(() => null) : null;
  if (!stats) throw new AppError('drop.nothing', { name: path.basename(String(file)) });
  const kind = stats.isDirectory() ? 'folder' : dropKind(String(file));
  return { kind, grant: grants.add(String(file)) };
}
