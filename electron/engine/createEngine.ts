import { existsSync, mkdirSync } from 'node:fs';
import { readdir, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { assert } from '#shared/base/assert.ts';
import { Emitter } from '#shared/base/emitter.ts';
import type { Logger } from '#shared/base/log.ts';
import { engineApi } from '#shared/contract/engineApi.ts';
import type { EngineCaller, EngineInput, EngineMethod, EngineOutput } from '#shared/contract/engineApi.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { parseInput } from '#shared/contract/parseInput.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { currentActor } from './currentActor.ts';
import { createClass } from './db/classes.ts';
import { createProjectFile, openProject } from './db/openProject.ts';
import type { OpenProject } from './db/openProject.ts';
import { listRuns } from './db/runs.ts';
import { fromSqliteError } from './db/sqliteErrors.ts';
import { savePlanes } from './db/volumePlanes.ts';
import { createDoctor } from './doctor/createDoctor.ts';
import { createGrants } from './grants.ts';
import type { Grants } from './grants.ts';
import { addRoot } from './library/addRoot.ts';
import { createAppHandlers } from './handlers/app.ts';
import type { EngineHandlers } from './handlers/handler.ts';
import { createProjectHandlers } from './handlers/projects.ts';
import type { ProjectDesk } from './handlers/projects.ts';
import { createSettingsHandlers } from './handlers/settings.ts';
import { openSession } from './openSession.ts';
import type { Supervised } from './processes/supervised.ts';
import type { Session } from './openSession.ts';
import type { WorkerEntries } from './workerEntries.ts';
import type { PictureFile, PictureKind } from './library/pictureFiles.ts';
import { createDeviceChooser } from './prelabel/createDeviceChooser.ts';
import { listBuiltinModels } from './prelabel/builtinModels.ts';
import { createSupervised } from './processes/createSupervised.ts';
import type { Launcher } from './processes/launcher.ts';
import { dropOutdatedPictures } from './library/pictureFolder.ts';
import { createRecentProjects } from './recentProjects.ts';
import { prepareSample } from './sampleProject.ts';
import { createSettings } from './settings.ts';
import { createUnpacker } from './sharing/createUnpacker.ts';

export interface EngineOptions {
  readonly launcher: Launcher;
  /** Settings, recent projects, the sample. */
  readonly dataFolder: string;
  /** Thumbnails and renderings: may be deleted at any time. */
  readonly cacheFolder: string;
  readonly builtinModelFolder: string;
  readonly samplesFolder: string;
  readonly workerEntries: WorkerEntries;
  readonly logger: Logger;
  readonly version: string;
  readonly logFolder: string;
}

export interface Engine extends EngineCaller {
  /** For hosts: what came over a wire is checked against the table first. */
  callUnknown(method: string, input: unknown): Promise<unknown>;
  readonly events: Emitter<EngineEvents>;
  readonly grants: Grants;
  /** The file behind a picture address. @throws {AppError} item.notFound, image.* */
  picture(itemId: number, kind: PictureKind): Promise<PictureFile>;
  close(): Promise<void>;
}

/** Inference processes beside the first. */
const moreLanes = Math.min(os.availableParallelism(), 8) - 1;
/** A model stays warm for so long after a run. */
const laneIdleMs = 5 * 60_000;

/** The only place where the parts are put together. One engine holds at most one open project. */
export function createEngine(options: EngineOptions): Engine {
  const { logger, dataFolder, cacheFolder } = options;
  for (const folder of [dataFolder, cacheFolder]) mkdirSync(folder, { recursive: true });
  const events = new Emitter<EngineEvents>();
  const grants = createGrants();
  const settings = createSettings(dataFolder);
  const recents = createRecentProjects(dataFolder);
  const imaging = createSupervised<ImagingApi>(options.launcher, 'imaging', { logger: logger.room('imaging') });
  const createLane = (): Supervised<InferenceApi> =>
    createSupervised(options.launcher, 'inference', { logger: logger.room('inference'), idleLimitMs: laneIdleMs });
  // Each is started when it is needed.
  const inference = createLane();
  const lanes = [inference, ...Array.from({ length: moreLanes }, createLane)] as const;
  const workshop = createLane();
  // Outlives projects: what a driver did to a process is remembered.
  const deviceChooser = createDeviceChooser({ inference, logger: logger.room('inference') });
  const actor = currentActor();
  const closing = new AbortController();
  const dropping = dropOutdatedPictures(cacheFolder);

  let session: Session | null = null;
  // Opening and closing take turns: two at once would leave a project open that nobody knows of.
  let turn: Promise<unknown> = Promise.resolve();
  function inTurn<T>(work: () => Promise<T>): Promise<T> {
    const next = turn.then(work, work);
    turn = next.catch(() => undefined);
    return next;
  }

  async function closeSession(): Promise<void> {
    const closing = session;
    session = null;
    await closing?.close();
    if (closing) events.emit('projectChanged', {});
  }

  /** Takes the place of what was open; which stays open when this fails, and the new project isn't left locked. */
  async function startSession(project: OpenProject): Promise<Session> {
    let next: Session;
    try {
      next = makeSession(project);
    } catch (error) {
      project.close();
      throw error;
    }
    await closeSession();
    session = next;
    next.library.start();
    recents.remember(project.path);
    events.emit('projectChanged', {});
    if (project.onNetworkShare) {
      events.emit('noticed', { error: toErrorRecord(new AppError('project.onNetworkShare', { path: project.path })) });
    }
    return next;
  }

  function makeSession(project: OpenProject): Session {
    return openSession({
      project,
      actor,
      version: options.version,
      imaging,
      lanes,
      workshop,
      deviceChooser,
      cacheFolder,
      builtinModelFolder: options.builtinModelFolder,
      workerEntries: options.workerEntries,
      events,
      logger,
      grantPath: (id) => grants.path(id),
      keepsLocation: () => settings.all().photoLocation === true,
    });
  }

  const create: ProjectDesk['create'] = async (file, roots, classes, planes) => {
    const project = createProjectFile(file, { actor, logger: logger.room('store') });
    try {
      for (const name of classes) createClass({ db: project.db, actor }, { name });
      for (const root of roots) await addRoot({ db: project.db, actor }, root);
      savePlanes(project.db, planes);
    } catch (error) {
      // What can't be used is told before anything is kept: the name stays free for the next try.
      project.close();
      for (const suffix of ['', '-wal', '-shm']) await rm(file + suffix, { force: true });
      throw error;
    }
    return startSession(project);
  };

  async function open(file: string): Promise<Session> {
    if (session?.project.path === path.resolve(file)) return session;
    // Opened before the other is closed: a file that can't be opened leaves the user where they were.
    const project = openProject(file, { actor, logger: logger.room('store') });
    return startSession(project);
  }

  /** Labels the sample for the first time, and to the end; later the user's own runs and edits are left alone. */
  async function prelabelSample({ library, models, prelabeler, project }: Session): Promise<void> {
    await library.settled();
    const [newest, ...older] = listRuns(project.db);
    if (newest) {
      const isCutOff = newest.state === 'interrupted' || newest.state === 'failed';
      if (isCutOff && older.length === 0) await prelabeler.resume(newest.id);
      return;
    }
    const builtin = (await models.list()).find((model) => model.builtin);
    assert(builtin, 'a model ships with the program');
    await prelabeler.start({ modelSha256: builtin.sha256, device: 'auto' });
  }

  async function openSample(): Promise<Session> {
    const { projectFile, imageFolder } = prepareSample(options.samplesFolder, dataFolder);
    if (existsSync(projectFile)) return open(projectFile);
    const next = await create(projectFile, [imageFolder], [], []);
    const builtin = (await next.models.list()).find((model) => model.builtin);
    for (const name of builtin?.card.classes ?? []) createClass({ db: next.project.db, actor }, { name });
    events.emit('classesChanged', {});
    return next;
  }

  const desk: ProjectDesk = {
    get session() {
      return session;
    },
    create: (file, ...rest) => inTurn(() => create(path.resolve(file), ...rest)),
    open: (file) => inTurn(() => open(file)),
    openSample: () =>
      inTurn(async () => {
        const next = await openSample();
        // In the background: the images are on screen while the model is loaded.
        prelabelSample(next).catch((error: unknown) => {
          if (session !== next) return;
          logger.error('the sample could not be pre-labeled', { error: String(error) });
          events.emit('noticed', { error: toErrorRecord(error) });
        });
        return next;
      }),
    close: () => inTurn(closeSession),
  };

  const doctor = createDoctor({
    imaging,
    inference,
    deviceChooser,
    sampleModel: async () => {
      const [builtin] = await listBuiltinModels(options.builtinModelFolder);
      assert(builtin, 'a model ships with the program');
      return builtin;
    },
    dataFolder,
    cacheFolder,
    sampleImage: async () => {
      const folder = path.join(options.samplesFolder, 'images');
      const [first] = (await readdir(folder)).filter((name) => /\.(jpe?g|png)$/i.test(name));
      assert(first, 'sample images ship with the program');
      return path.join(folder, first);
    },
  });
  const unpacker = createUnpacker({
    ...{ actor, emitter: events, workerEntry: options.workerEntries.sharing },
    logger: logger.room('sharing'),
  });
  const { version, logFolder } = options;
  const ownHandlers: Partial<EngineHandlers> = {
    ...createAppHandlers({ version, dataFolder, logFolder, doctor }),
    ...createSettingsHandlers({ settings, emitter: events }),
    ...createProjectHandlers({
      desk,
      grants,
      recents,
      verifyEntry: options.workerEntries.verify,
      unpacker,
      signal: closing.signal,
    }),
    // Those that ship can be seen before there is a project.
    'models.list': () => session?.models.list() ?? listBuiltinModels(options.builtinModelFolder),
  };

  function isMethod(method: string): method is EngineMethod {
    return Object.hasOwn(engineApi, method);
  }

  async function callUnknown(method: string, input: unknown): Promise<unknown> {
    if (!isMethod(method)) throw new AppError('contract.unknownMethod', { method });
    const parsed = parseInput(method, engineApi[method].input, input);
    const own = ownHandlers[method] as ((input: unknown) => unknown) | undefined;
    if (own) return own(parsed);
    if (!session) throw new AppError('project.noneOpen');
    const { readOnly } = session.project;
    if (readOnly !== null && engineApi[method].access === 'write') {
      throw new AppError('project.readOnly', { reason: readOnly });
    }
    const asked = session;
    // A thread that has the project for itself is waited for; meanwhile it may have been closed, or another one opened.
    if (engineApi[method].access === 'write' && !asked.gate.isOpen) await asked.gate.opened();
    if (session !== asked) throw new AppError('project.noneOpen');
    const handlers: Partial<EngineHandlers> = asked.handlers;
    const handler = handlers[method] as ((input: unknown) => unknown) | undefined;
    assert(handler, `every method of the table has a handler: ${method}`);
    try {
      return await handler(parsed);
    } catch (error) {
      // A full disk, a damaged page: the person is told in our words, whichever method met it.
      throw fromSqliteError(error);
    }
  }

  return {
    callUnknown,
    call: <Name extends EngineMethod>(method: Name, input: EngineInput<Name>) =>
      callUnknown(method, input) as Promise<EngineOutput<Name>>,
    events,
    grants,
    async picture(itemId, kind) {
      if (!session) throw new AppError('project.noneOpen');
      return session.library.picture(itemId as ItemId, kind);
    },
    async close() {
      closing.abort();
      await inTurn(closeSession);
      await unpacker.close();
      await Promise.all([imaging, workshop, ...lanes].map((child) => child.close()));
      await dropping;
    },
  };
}
