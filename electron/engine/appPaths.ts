import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { userFolders } from './userFolders.ts';
import type { WorkerEntries } from './workerEntries.ts';

/** Where the program's own files are. Everything else is told these; nothing else looks for its neighbours. */
export interface AppPaths {
  readonly root: string;
  readonly version: string;
  readonly entries: { readonly imaging: string; readonly inference: string };
  readonly workers: WorkerEntries;
  readonly builtinModels: string;
  readonly samples: string;
  /** The built page. */
  readonly renderer: string;
  /** Plain Node, for the processes that must not run in Electron. */
  readonly node: string;
  readonly dataFolder: string;
  readonly cacheFolder: string;
  readonly logFolder: string;
}

/**
 * @param entryUrl `import.meta.url` of the host's entry: built (`out/main/x.js`) or source (`electron/x/index.ts`).
 * @throws {AppError} home.missing
 */
export function findAppPaths(entryUrl: string): AppPaths {
  const here = path.dirname(fileURLToPath(entryUrl));
  const isSource = entryUrl.endsWith('.ts');
  const root = path.resolve(here, '..', '..');
  const built = (name: string): string => path.join(here, `${name}.js`);
  const source = (file: string): string => path.join(root, 'electron', file);
  const { version } = z
    .object({ version: z.string() })
    .parse(JSON.parse(readFileSync(path.join(root, 'package.json'), 'utf8')));
  // The folders of each system's custom; the variables are for tests and for machines with a special place.
  const { FIRSTPASS_DATA, FIRSTPASS_CACHE } = process.env;
  const dataFolder = FIRSTPASS_DATA ?? userFolders('Firstpass').data;
  const nodeBinary = path.join(root, 'node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
  return {
    root,
    version,
    entries: isSource
      ? { imaging: source('imaging/index.ts'), inference: source('inference/index.ts') }
      : { imaging: built('imaging'), inference: built('inference') },
    workers: isSource
      ? {
          walk: source('engine/library/walkWorker.ts'),
          watch: source('engine/library/watchWorker.ts'),
          export: source('engine/datasets/exportWorker.ts'),
          import: source('engine/datasets/import/importWorker.ts'),
          verify: source('engine/db/verifyWorker.ts'),
          query: source('engine/db/query/queryWorker.ts'),
          similar: source('engine/embeddings/similarWorker.ts'),
          compare: source('engine/compare/compareWorker.ts'),
          versions: source('engine/datasets/versions/versionsWorker.ts'),
          splits: source('engine/datasets/splits/splitsWorker.ts'),
          sharing: source('engine/sharing/sharingWorker.ts'),
          join: source('engine/metadata/joinWorker.ts'),
          duplicates: source('engine/duplicates/duplicatesWorker.ts'),
        }
      : {
          walk: built('walkWorker'),
          watch: built('watchWorker'),
          export: built('exportWorker'),
          import: built('importWorker'),
          verify: built('verifyWorker'),
          query: built('queryWorker'),
          similar: built('similarWorker'),
          compare: built('compareWorker'),
          versions: built('versionsWorker'),
          splits: built('splitsWorker'),
          sharing: built('sharingWorker'),
          join: built('joinWorker'),
          duplicates: built('duplicatesWorker'),
        },
    builtinModels: path.join(root, 'models', 'builtin'),
    samples: path.join(root, 'resources', 'samples'),
    renderer: path.join(root, 'out', 'renderer'),
    node: 'electron' in process.versions ? nodeBinary : process.execPath,
    dataFolder,
    cacheFolder: FIRSTPASS_CACHE ?? (FIRSTPASS_DATA ? path.join(dataFolder, 'cache') : userFolders('Firstpass').cache),
    logFolder: path.join(dataFolder, 'logs'),
  };
}
