import path from 'node:path';
import { AppError } from '#shared/contract/errors.ts';
import type { ImportOptions, ImportPreview, ImportResult } from '#shared/contract/importApi.ts';
import { formats } from '#shared/formats/formatRegistry.ts';
import { findHead } from '../../db/journal.ts';
import { createKeptFolder } from '../createKeptFolder.ts';
import type { WorkDoors } from '../gatedWork.ts';
import { announceParts, assertMayWrite } from '../gatedRoom.ts';
import type { GatedRoomDeps } from '../gatedRoom.ts';
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

export function createImporter(deps: GatedRoomDeps & { readonly cacheFolder: string }): Importer {
  const { db, actor, gate, jobs, emitter } = deps;
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

  function announce(): void {
    emitter.emit('runsChanged', {});
    announceParts(deps);
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
      assertMayWrite(deps);
      const before = findHead(db)?.seq;
      const result = await run<ImportResult>({ kind: 'commit', actor }, stage, options);
      folder.drop(token);
      if (findHead(db)?.seq !== before || result.runId !== null) announce();
      return result;
    },
    async takeBack(seq) {
      assertMayWrite(deps);
      await run({ kind: 'takeBack', actor, seq }, '', defaultOptions);
      announce();
    },
    drop: (token) => folder.drop(token),
    close: () => folder.close(),
  };
}
