import { mkdirSync } from 'node:fs';
import path from 'node:path';
import type { ProjectInfo } from '#shared/contract/api/projectApi.ts';
import { silentLogger } from '#shared/base/log.ts';
import { startServe } from '#serve/startServe.ts';
import type { ServeHost } from '#serve/startServe.ts';
import type { CommandContext } from './command.ts';

const isWithin = (file: string, folder: string): boolean => `${file}${path.sep}`.startsWith(`${folder}${path.sep}`);

/** Starts the serve host; its file browser shows the folders in `allow` and those of the project, and no others. */
export function serveProject(
  { paths, engine }: CommandContext,
  { port, allow, project }: { port: number; allow: readonly string[]; project: ProjectInfo | null },
): Promise<ServeHost> {
  mkdirSync(paths.dataFolder, { recursive: true });
  const own = project
    ? [path.dirname(project.path), ...project.roots.filter((root) => root.problem === null).map((root) => root.path)]
    : [];
  const folders = [...allow, ...own].map((folder) => path.resolve(folder));
  const unique = folders.filter((folder, at) => !folders.some((other, index) => index < at && isWithin(folder, other)));
  return startServe({
    engine: engine(),
    rendererFolder: paths.renderer,
    version: paths.version,
    allow: unique,
    uploadFolder: path.join(paths.dataFolder, 'models'),
    port,
    logger: silentLogger,
  });
}

/** Resolves on Ctrl+C. */
export function untilStopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    signal.addEventListener('abort', () => resolve());
  });
}
