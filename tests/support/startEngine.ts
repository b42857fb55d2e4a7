import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { createLogger } from '#shared/base/log.ts';
import type { LogLine } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { Job } from '#shared/contract/job.ts';
import { createEngine } from '#engine/createEngine.ts';
import type { Engine } from '#engine/createEngine.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import type { Child, ChildKind } from '#engine/processes/launcher.ts';

const source = (file: string): string => path.resolve('electron', file);

/** A whole engine with real child processes, in folders of its own. */
export interface TestEngine {
  readonly engine: Engine;
  /** Temporary; gone at the end. */
  readonly home: string;
  readonly logLines: readonly LogLine[];
  /** The child processes that were started, by kind. */
  readonly children: readonly { readonly kind: ChildKind; readonly child: Child }[];
  create(name: string, imageFolder: string, classes?: readonly string[]): Promise<void>;
  /** Resolves when a condition holds; it is looked at after every event. */
  until(condition: () => Promise<boolean> | boolean, what: string): Promise<void>;
  /** Resolves when scanning and reading are over. */
  settled(): Promise<void>;
  /** Resolves with the job when it has ended. */
  ended(jobId: string): Promise<Job>;
  close(): Promise<void>;
}

export function startEngine(home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-engine-'))): TestEngine {
  const logLines: LogLine[] = [];
  const children: { kind: ChildKind; child: Child }[] = [];
  const launcher = createForkLauncher({
    execPath: process.execPath,
    entries: { imaging: source('imaging/index.ts'), inference: source('inference/index.ts') },
  });
  const engine = createEngine({
    launcher: {
      launch(kind) {
        const child = launcher.launch(kind);
        children.push({ kind, child });
        return child;
      },
    },
    dataFolder: path.join(home, 'data'),
    cacheFolder: path.join(home, 'cache'),
    builtinModelFolder: path.resolve('models/builtin'),
    samplesFolder: path.resolve('resources/samples'),
    workerEntries: {
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
    },
    logger: createLogger((line) => logLines.push(line)),
    version: '0.0.0',
    logFolder: path.join(home, 'logs'),
  });
  const names: (keyof EngineEvents & string)[] = [
    'itemsChanged',
    'jobProgressed',
    'projectChanged',
    'runsChanged',
    'documentChanged',
  ];

  async function until(condition: () => Promise<boolean> | boolean, what: string): Promise<void> {
    let last = await condition();
    while (!last) {
      await new Promise<void>((resolve, reject) => {
        const limit = setTimeout(() => reject(new Error(`waited too long for: ${what}`)), 60_000);
        // Events tell of most things; the timer of those that happen on disk alone.
        const again = setTimeout(done, 500);
        const offs = names.map((name) => engine.events.on(name, () => done()));
        function done(): void {
          clearTimeout(limit);
          clearTimeout(again);
          for (const off of offs) off();
          resolve();
        }
      });
      last = await condition();
    }
  }

  return {
    engine,
    home,
    logLines,
    children,
    until,
    async create(name, imageFolder, classes = []) {
      const file = engine.grants.add(path.join(home, `${name}.firstpass`)).id;
      await engine.call('projects.create', { file, roots: [engine.grants.add(imageFolder).id], classes: [...classes] });
    },
    settled: async () => {
      await engine.call('roots.settled', {});
    },
    async ended(jobId) {
      const find = async (): Promise<Job | undefined> =>
        (await engine.call('jobs.list', {})).find(({ id }) => id === jobId);
      await until(async () => (await find())?.state !== 'running', 'the end of a job');
      const job = await find();
      if (!job) throw new Error('the job is gone');
      return job;
    },
    async close() {
      await engine.close();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
