import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Where a system's loader looks for a library. */
export interface LibraryPlaces {
  /** As in LD_LIBRARY_PATH. */
  readonly searchPath: string | undefined;
  /** The loader's list of what is installed. */
  readonly cacheFile: string;
  /** Looked at first, and those where systems without a list have their libraries. */
  readonly folders: readonly string[];
}

/** Those of this Linux; `own` are folders that a library names itself. */
export const systemPlaces = (own: readonly string[] = []): LibraryPlaces => ({
  searchPath: process.env.LD_LIBRARY_PATH,
  cacheFile: '/etc/ld.so.cache',
  folders: [...own, '/lib64', '/usr/lib64', '/lib', '/usr/lib', '/usr/local/lib', '/run/opengl-driver/lib'],
});

/** For 32 bits: they don't go with a program of 64. */
const isNarrow = (file: string): boolean => /\/(i[3-6]86|lib32|x86)[-/]/.test(file);

function listCached(cacheFile: string, name: string): string[] {
  if (!existsSync(cacheFile)) return [];
  // Names and paths lie in it one after the other, each with a zero at its end.
  const names = readFileSync(cacheFile, 'latin1').split('\0');
  return names.filter((entry) => entry.startsWith('/') && path.posix.basename(entry) === name);
}

/** The file that the loader would take for a library such as `libcudart.so.12`, or null. Nothing is loaded. */
export function findLibrary(name: string, { searchPath = '', cacheFile, folders }: LibraryPlaces): string | null {
  const said = searchPath.split(path.delimiter).filter((folder) => folder !== '');
  const files = [...[...said, ...folders].map((folder) => path.join(folder, name)), ...listCached(cacheFile, name)];
  return files.find((file) => !isNarrow(file) && existsSync(file)) ?? null;
}
