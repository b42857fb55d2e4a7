import type { Database } from 'better-sqlite3';
import { takeBackParts } from '#engine/datasets/takeBackParts.ts';
import { createEditHistory } from '#engine/db/editHistory.ts';
import type { OpenProject } from '#engine/db/openProject.ts';
import { createAnnotationHandlers } from '#engine/handlers/annotations.ts';
import { createClassHandlers } from '#engine/handlers/classes.ts';
import { createCommentHandlers } from '#engine/handlers/comments.ts';
import { createHistoryHandlers } from '#engine/handlers/history.ts';
import { createBulkEditor } from '#engine/bulk/createBulkEditor.ts';
import { createJobs } from '#engine/jobs/createJobs.ts';
import { createViewHandlers } from '#engine/handlers/views.ts';
import { createItemHandlers } from '#engine/handlers/items.ts';
import { Emitter } from '#shared/base/emitter.ts';
import { engineApi } from '#shared/contract/engineApi.ts';
import type { EngineInput, EngineMethod, EngineOutput } from '#shared/contract/engineApi.ts';
import { engineEventNames } from '#shared/contract/engineEvents.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';

/** An open project with the handlers of its records, called as the engine's door calls them: input is parsed first. */
export interface Desk {
  readonly project: OpenProject;
  readonly db: Database;
  /** Every event since the last look, in order. */
  takeEvents(): readonly [string, unknown][];
  call<Name extends EngineMethod>(method: Name, input: EngineInput<Name>): EngineOutput<Name>;
}

type AnyHandler = (input: unknown) => unknown;

/** @param actor who works there */
export function handDesk(project: OpenProject, actor = 'tester'): Desk {
  const emitter = new Emitter<EngineEvents>();
  const events: [string, unknown][] = [];
  for (const name of engineEventNames) emitter.on(name, (payload) => void events.push([name, payload]));
  const { db } = project;
  const history = createEditHistory(db);
  // As the import's own thread does it, but here.
  const importer = {
    takeBack(seq: number): Promise<void> {
      takeBackParts(db, actor, seq, () => undefined);
      return Promise.resolve();
    },
  };
  const bulk = createBulkEditor({ db, actor, emitter, history, jobs: createJobs({ emitter }) });
  const deps = {
    ...{ db, actor, emitter, history, bulk, importer, projectPath: project.path },
    isBulkBusy: () => bulk.isBusy,
  };
  const handlers: Partial<Record<EngineMethod, unknown>> = {
    ...createItemHandlers(deps),
    ...createAnnotationHandlers(deps),
    ...createCommentHandlers(deps),
    ...createHistoryHandlers(deps),
    ...createClassHandlers(deps),
    ...createViewHandlers(deps),
  };
  return {
    project,
    db,
    takeEvents: () => events.splice(0),
    call: <Name extends EngineMethod>(method: Name, input: EngineInput<Name>) =>
      (handlers[method] as AnyHandler)(engineApi[method].input.parse(input)) as EngineOutput<Name>,
  };
}
