import path from 'node:path';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ImportOptions, ImportPreview, ImportResult } from '#shared/contract/importApi.ts';
import { formats } from '#shared/formats/formatRegistry.ts';
import type { EditHistory } from '../../db/editHistory.ts';
import { findHead } from '../../db/journal.ts';
import type { Jobs } from '../../jobs/jobs.ts';
import type { WriteGate } from '../../writeGate.ts';
import { createKeptFolder } from '../createKeptFolder.ts';
import type { WorkDoors } from '../gatedWork.ts';
import { runWorkerJob } from '../runWorkerJob.ts';
import type { ImportPart, ImportTask } from './importRequest.ts';

export interface Importer {
  formats(): readonly { readonly id: string; readonly name: string }[];
  /** @throws {AppError} import.* */
  preview(source: ImportSource, options: ImportOptions): Promise<ImportPreview>;
  /** @throws {AppError} import.*, run.busy, store.* */
  start(token: string, options: ImportOptions): Promise<ImportResult>;
  /** Takes an import or a restore back, or the undo of one. @throws {AppError} import.builtOn, version.builtOn, run.busy, store.* */
  takeBack(seq: number): Promise<void>;
  drop(token: string): void;
  close(): void;
}

export type ImportSource = { readonly path: string; readonly format: string | null } | { readonly token: string };

const defaultOptions: ImportOptions = {
  ...{ classMap: {}, stage: 'labeled', pixels: 'upright', outside: 'keep', otherSize: 'skip', conflicts: 'mine' },
  asPredictions: false,
};

export function createImporter(deps: {
  readonly projectPath: string;
  readonly db: Database;
  readonly actor: string;
  readonly gate: WriteGate;
  readonly jobs: Jobs;
  readonly emitter: Emitter<EngineEvents>;
  readonly history: EditHistory;
  readonly cacheFolder: string;
  readonly workerEntry: string;
  /** A run writes its results as they come: it is not held back. */
  readonly isBusy: () => boolean;
  readonly logger: Logger;
}): Importer {
  const { db, actor, gate, jobs, emitter, history } = deps;
  const folder = createKeptFolder(path.join(deps.cacheFolder, 'imports'));
  const stageIn = (kept: string): string => path.join(kept, 'stage.sqlite');

  function known(token: string): string {
    const found = folder.find(token);
    if (found === undefined) throw new AppError('import.dropped');
    return stageIn(found);
  }

  const room = {
    ...{ entry: deps.workerEntry, name: 'import', gate, jobs, logger: deps.logger },
    cancelled: 'import.cancelled',
  } as const;
  const run = async <Result>(part: ImportPart, stagePath: string, options: ImportOptions): Promise<Result> =>
    runWorkerJob<Result>(room, 'import', {
      ...{ projectPath: deps.projectPath, stagePath, options, ...part },
    } satisfies Omit<ImportTask, keyof WorkDoors>);

  function assertFree(): void {
    if (deps.isBusy() || !gate.isOpen) throw new AppError('run.busy');
  }

  function announce(): void {
    const head = findHead(db);
    if (head && history.isParted(head.seq)) history.note(head);
    for (const name of ['classesChanged', 'runsChanged', 'projectChanged', 'historyChanged'] as const)
      emitter.emit(name, {});
    emitter.emit('itemsChanged', { itemIds: null });
  }

  return {
    formats: () => formats.flatMap(({ id, name, reader }) => (reader ? [{ id, name }] : [])),
    async preview(source, options) {
      if ('token' in source) return run<ImportPreview>({ kind: 'plan' }, known(source.token), options);
      const read = { kind: 'read', source: source.path, format: source.format } as const;
      return (await folder.fill((kept) => run<ImportPreview>(read, stageIn(kept), options))).result;
    },
    async start(token, options) {
      const stage = known(token);
      assertFree();
      const before = findHead(db)?.seq;
      const result = await run<ImportResult>({ kind: 'commit', actor }, stage, options);
      folder.drop(token);
      if (findHead(db)?.seq !== before || result.runId !== null) announce();
      return result;
    },
    async takeBack(seq) {
      assertFree();
      await run({ kind: 'takeBack', actor, seq }, '', defaultOptions);
      announce();
    },
    drop: (token) => folder.drop(token),
    close: () => folder.close(),
  };
}
