import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { createProjectFile, openProject } from '#engine/db/openProject.ts';
import { listItems } from '#engine/db/items.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { createJobs } from '#engine/jobs/createJobs.ts';
import { createLibrary } from '#engine/library/createLibrary.ts';
import type { Library } from '#engine/library/createLibrary.ts';
import type { CacheLimits } from '#engine/library/createPictureCache.ts';
import { createSupervised } from '#engine/processes/createSupervised.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import type { Supervised } from '#engine/processes/supervised.ts';
import { createWriteGate } from '#engine/writeGate.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { createLogger } from '#shared/base/log.ts';
import type { LogLine } from '#shared/base/log.ts';
import type { ItemSummary } from '#shared/contract/api/itemsApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import { itemQuerySchema } from '#shared/contract/itemQuery.ts';

const source = (file: string): string => path.resolve('electron', file);
export const actor = 'tester';

/** The library of one project, with a real imaging process, in folders of its own. */
export interface TestLibrary {
  readonly library: Library;
  readonly db: Database;
  readonly imaging: Supervised<ImagingApi>;
  readonly jobs: ReturnType<typeof createJobs>;
  readonly emitter: Emitter<EngineEvents>;
  readonly logLines: readonly LogLine[];
  /** Temporary. */
  readonly home: string;
  /** The folder of images; watched once `library.addRoot(images)` was called. */
  readonly images: string;
  items(): readonly ItemSummary[];
  item(relative: string): ItemSummary;
  /** Resolves when a condition holds; it is looked at after every event, and now and then. */
  until(condition: () => boolean, what: string): Promise<void>;
  /** Closes the project and opens it again, as a restart does. Not started yet. */
  restart(): Promise<TestLibrary>;
  /** Also checks that the tables agree with the journal. */
  close(): Promise<void>;
}

interface Options {
  readonly home?: string;
  /** Another watcher than the real one. */
  readonly watchEntry?: string;
  readonly cacheLimits?: Partial<CacheLimits>;
}

export function startLibrary(options: Options = {}): TestLibrary {
  const { home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-library-')) } = options;
  const images = path.join(home, 'images');
  mkdirSync(images, { recursive: true });
  const logLines: LogLine[] = [];
  const logger = createLogger((line) => logLines.push(line));
  const file = path.join(home, 'test.firstpass');
  const project = (() => {
    try {
      return createProjectFile(file, { actor, logger });
    } catch {
      return openProject(file, { actor, logger });
    }
  })();
  const { db } = project;
  const launcher = createForkLauncher({
    execPath: process.execPath,
    entries: { imaging: source('imaging/index.ts'), inference: source('inference/index.ts') },
  });
  const imaging = createSupervised<ImagingApi>(launcher, 'imaging', { logger });
  const emitter = new Emitter<EngineEvents>();
  const jobs = createJobs({ emitter });
  const library = createLibrary({
    gate: createWriteGate(),
    keepsLocation: () => false,
    db,
    actor,
    readOnly: project.readOnly !== null,
    imaging,
    cacheFolder: path.join(home, 'cache'),
    ...(options.cacheLimits ? { cacheLimits: options.cacheLimits } : {}),
    workerEntries: {
      walk: source('engine/library/walkWorker.ts'),
      watch: options.watchEntry ?? source('engine/library/watchWorker.ts'),
    },
    jobs,
    emitter,
    logger,
  });
  const query = itemQuerySchema.parse({ sort: 'path' });
  const items = (): readonly ItemSummary[] => listItems(db, query, 0, 100_000);

  async function shutDown(): Promise<void> {
    await jobs.close();
    await library.close();
    await imaging.close();
    const { ok, differences } = verifyProject(db);
    project.close();
    if (!ok) throw new Error(`the tables differ from the journal: ${differences.join('; ')}`);
  }

  return {
    library,
    db,
    imaging,
    jobs,
    emitter,
    logLines,
    home,
    images,
    items,
    item(relative) {
      const found = items().find((item) => item.path === relative);
      if (!found)
        throw new Error(
          `no item ${relative} among: ${items()
            .map((item) => item.path)
            .join(', ')}`,
        );
      return found;
    },
    until(condition, what) {
      return new Promise((resolve, reject) => {
        const timer = setInterval(check, 50);
        const limit = setTimeout(() => {
          end();
          const state = items().map(
            ({ path: name, fileState, problem }) => `${name} ${fileState} ${problem?.code ?? ''}`,
          );
          reject(new Error(`waited in vain for: ${what}\n${state.slice(0, 30).join('\n')}`));
        }, 30_000);
        function end(): void {
          clearInterval(timer);
          clearTimeout(limit);
        }
        function check(): void {
          if (!condition()) return;
          end();
          resolve();
        }
        check();
      });
    },
    async restart() {
      await shutDown();
      return startLibrary({ ...options, home });
    },
    async close() {
      await shutDown();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
