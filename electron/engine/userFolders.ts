import os from 'node:os';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';

/** @throws {AppError} home.missing */
export function homeFolder(): string {
  let home: string;
  try {
    home = os.homedir();
  } catch (error) {
    // Neither HOME nor an entry in the table of users: a container that runs as some number.
    throw new AppError('home.missing', {}, { cause: error });
  }
  if (!path.isAbsolute(home)) throw new AppError('home.missing');
  return home;
}

/**
 * Where programs of each system keep a user's data and what can be made again (XDG base directories on Linux).
 * @throws {AppError} home.missing
 */
export function userFolders(name: string): { readonly data: string; readonly cache: string } {
  const { LOCALAPPDATA, XDG_DATA_HOME, XDG_CACHE_HOME } = process.env;
  if (process.platform === 'darwin') {
    const library = path.join(homeFolder(), 'Library');
    return { data: path.join(library, 'Application Support', name), cache: path.join(library, 'Caches', name) };
  }
  if (process.platform === 'win32') {
    const local = path.join(LOCALAPPDATA || path.join(homeFolder(), 'AppData', 'Local'), name);
    return { data: path.join(local, 'Data'), cache: path.join(local, 'Cache') };
  }
  return {
    data: path.join(XDG_DATA_HOME || path.join(homeFolder(), '.local', 'share'), name),
    cache: path.join(XDG_CACHE_HOME || path.join(homeFolder(), '.cache'), name),
  };
}
