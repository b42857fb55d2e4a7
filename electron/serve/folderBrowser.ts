import { randomUUID } from 'node:crypto';
import { lstat, readdir, realpath, stat } from 'node:fs/promises';
import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import { isLabelFile, isTableFile } from '#shared/contract/labelFiles.ts';
import type { BrowseEntry, HostApi, PickKind } from '#shared/contract/hostApi.ts';

/** The serve host's own file dialog: shows what lies under the allowed folders, and names it by tokens. */
export interface FolderBrowser {
  browse(input: HostApi['host.browse']['input']): Promise<HostApi['host.browse']['output']>;
  /** The real path behind a token. @throws {AppError} grant.unknown, serve.notAllowed */
  resolve(input: HostApi['host.grant']['input']): Promise<string>;
}

/** Files that may be chosen; where a folder is wanted, none. */
const shownFiles: Readonly<Partial<Record<PickKind, (name: string) => boolean>>> = {
  projectFile: (name) => /\.firstpass$/i.test(name),
  modelFile: (name) => /\.onnx$/i.test(name),
  labelFile: isLabelFile,
  packFile: (name) => /\.(zip|firstpass)$/i.test(name),
  tableFile: isTableFile,
};

export function createFolderBrowser(allowed: readonly string[]): FolderBrowser {
  const paths = new Map<string, string>();
  const tokens = new Map<string, string>();
  const tokenOf = (file: string): string => {
    let token = tokens.get(file);
    if (!token) {
      token = randomUUID();
      tokens.set(file, token);
      paths.set(token, file);
    }
    return token;
  };

  /** Links are followed first: one that leads out of the allowed folders isn't a way out. */
  async function assertAllowed(file: string): Promise<string> {
    const real = await realpath(file).catch((error: NodeJS.ErrnoException) => {
      // Gone, or a link to where nothing is.
      if (error.code === 'ENOENT') throw new AppError('serve.notAllowed', { path: file }, { cause: error });
      throw error;
    });
    const isInside = allowed.some(
      (folder) => real === folder || real.startsWith(folder.endsWith(path.sep) ? folder : folder + path.sep),
    );
    if (!isInside) throw new AppError('serve.notAllowed', { path: file });
    return real;
  }

  function known(token: string): string {
    const file = paths.get(token);
    if (file === undefined) throw new AppError('grant.unknown');
    return file;
  }

  async function list(folder: string, kind: PickKind): Promise<BrowseEntry[]> {
    const entries = (await readdir(folder, { withFileTypes: true })).filter(({ name }) => !name.startsWith('.'));
    const isShown = shownFiles[kind] ?? ((): boolean => false);
    const rows = await Promise.all(
      entries.map(async ({ name }): Promise<BrowseEntry | null> => {
        const full = path.join(folder, name);
        // A broken link, or a file that has just gone: not there.
        const stats = await stat(full).catch(() => null);
        if (!stats || (!stats.isDirectory() && !isShown(name))) return null;
        return {
          name,
          isFolder: stats.isDirectory(),
          token: tokenOf(full),
          sizeBytes: stats.isDirectory() ? null : stats.size,
        };
      }),
    );
    return rows
      .filter((row) => row !== null)
      .sort(
        (a, b) => Number(b.isFolder) - Number(a.isFolder) || a.name.localeCompare(b.name, undefined, { numeric: true }),
      );
  }

  return {
    async browse({ token, kind }) {
      if (token === null) {
        if (allowed.length === 1 && allowed[0]) return this.browse({ token: tokenOf(allowed[0]), kind });
        const entries = allowed.map((folder) => ({
          name: folder,
          isFolder: true,
          token: tokenOf(folder),
          sizeBytes: null,
        }));
        return { path: '', token: null, parent: null, entries };
      }
      const folder = await assertAllowed(known(token));
      const isTop = allowed.includes(folder);
      const entries = await list(folder, kind);
      return { path: folder, token: tokenOf(folder), parent: isTop ? null : tokenOf(path.dirname(folder)), entries };
    },
    async resolve({ token, newName }) {
      const file = await assertAllowed(known(token));
      if (newName === undefined) return file;
      if (newName === '' || newName !== path.basename(newName) || newName.startsWith('.')) {
        throw new AppError('serve.notAllowed', { path: newName });
      }
      const target = path.join(file, newName);
      const stats = await lstat(target).catch((error: NodeJS.ErrnoException) => {
        if (error.code === 'ENOENT') return null;
        throw error;
      });
      // What is there already may be a link, and a link may lead anywhere.
      return stats ? assertAllowed(target) : target;
    },
  };
}
