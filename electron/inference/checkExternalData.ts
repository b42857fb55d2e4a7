import { realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { listExternalData } from '#models/onnx/externalData.ts';

/** On any system, whatever this one is: a model that comes from elsewhere is refused the same everywhere. */
const leavesFolder = (location: string): boolean =>
  location.includes('\0') ||
  path.posix.isAbsolute(location) ||
  path.win32.isAbsolute(location) ||
  /^[a-z]:/i.test(location) ||
  location.split(/[\\/]/).includes('..');

/**
 * A model may keep numbers in files of its own folder and below. Checked before the runtime sees the model, links
 * followed: else a model could make it read any file of this machine.
 * @throws {AppError} model.notOnnx, model.externalOutside, model.externalMissing, model.externalCutOff
 */
export async function checkExternalData(modelPath: string, bytes: Uint8Array): Promise<void> {
  const pieces = listExternalData(bytes);
  if (!pieces) throw new AppError('model.notOnnx', { path: modelPath });
  if (pieces.length === 0) return;
  const folder = path.dirname(modelPath);
  const within = path.join(await realpath(folder), path.sep);
  for (const { location, endByte } of pieces) {
    const about = { path: modelPath, file: location };
    if (leavesFolder(location)) throw new AppError('model.externalOutside', about);
    const file = await realpath(path.join(folder, location)).catch((error: unknown) => {
      throw new AppError('model.externalMissing', { ...about, folder }, { cause: error });
    });
    if (!file.startsWith(within)) throw new AppError('model.externalOutside', about);
    const stats = await stat(file);
    if (!stats.isFile()) throw new AppError('model.externalMissing', { ...about, folder });
    if (stats.size < endByte) throw new AppError('model.externalCutOff', about);
  }
}
