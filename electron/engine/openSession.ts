import os from 'node:os';
import type { Emitter } from '#shared/base/emitter.ts';
import { DisposableStore } from '#shared/base/disposable.ts';
import type { Logger } from '#shared/base/log.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { ProjectInfo } from '#shared/contract/api/projectApi.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { GrantId } from '#shared/model/ids.ts';
import { createBulkEditor } from './bulk/createBulkEditor.ts';
import { createComparer } from './compare/createComparer.ts';
import { createExporter } from './datasets/createExporter.ts';
import { createImporter } from './datasets/import/createImporter.ts';
import { createSplitter } from './datasets/splits/createSplitter.ts';
import { createVersions } from './datasets/versions/createVersions.ts';
import { findActiveModel, findActiveRunId } from './db/activeRun.ts';
import { listClasses } from './db/classes.ts';
import { createEditHistory } from './db/editHistory.ts';
import { createQueryAsker } from './db/query/createQueryAsker.ts';
import type { QueryAsker } from './db/query/createQueryAsker.ts';
import { findPlanes } from './db/volumePlanes.ts';
import type { OpenProject } from './db/openProject.ts';
import { createDuplicates } from './duplicates/createDuplicates.ts';
import { createEmbeddingModelChooser } from './embeddings/chooseEmbeddingModel.ts';
import { createEmbedder } from './embeddings/createEmbedder.ts';
import { createSimilarity } from './embeddings/createSimilarity.ts';
import { createAnnotationHandlers } from './handlers/annotations.ts';
import { createClassHandlers } from './handlers/classes.ts';
import { createCommentHandlers } from './handlers/comments.ts';
import { createDuplicateHandlers } from './handlers/duplicates.ts';
import { createEmbeddingHandlers } from './handlers/embeddings.ts';
import { createExportHandlers } from './handlers/exports.ts';
import { createHistoryHandlers } from './handlers/history.ts';
import { createImportHandlers } from './handlers/imports.ts';
import { createItemHandlers } from './handlers/items.ts';
import { createJobHandlers } from './handlers/jobs.ts';
import { createMetadataHandlers } from './handlers/metadata.ts';
import { createModelHandlers } from './handlers/models.ts';
import { createRootHandlers } from './handlers/roots.ts';
import { createRunHandlers } from './handlers/runs.ts';
import { createSharingHandlers } from './handlers/sharing.ts';
import { createSmartHandlers } from './handlers/smart.ts';
import { createViewHandlers } from './handlers/views.ts';
import { createSplitHandlers } from './handlers/splits.ts';
import { createVersionHandlers } from './handlers/versions.ts';
import { createJobs } from './jobs/createJobs.ts';
import { createLibrary } from './library/createLibrary.ts';
import { createJoiner } from './metadata/createJoiner.ts';
import { createDescriber } from './prelabel/createDescriber.ts';
import { createModelLibrary } from './prelabel/createModelLibrary.ts';
import { createPrelabeler } from './prelabel/createPrelabeler.ts';
import { createPreviewer } from './prelabel/createPreviewer.ts';
import type { DeviceChooser } from './prelabel/createDeviceChooser.ts';
import { createQuantizer } from './prelabel/quantize/createQuantizer.ts';
import { createSegmenter } from './prelabel/createSegmenter.ts';
import { createRunSweeper } from './prelabel/createRunSweeper.ts';
import { createSharing } from './sharing/createSharing.ts';
import type { Supervised } from './processes/supervised.ts';
import type { WorkerEntries } from './workerEntries.ts';
import { createWriteGate } from './writeGate.ts';

export interface SessionDeps {
  readonly project: OpenProject;
  readonly actor: string;
  readonly version: string;
  readonly imaging: Supervised<ImagingApi>;
  /** The inference processes; the first also looks at models. */
  readonly lanes: readonly [Supervised<InferenceApi>, ...Supervised<InferenceApi>[]];
  /** Makes and measures models, beside what the others do. */
  readonly workshop: Supervised<InferenceApi>;
  readonly deviceChooser: DeviceChooser;
  readonly cacheFolder: string;
  readonly builtinModelFolder: string;
  readonly workerEntries: WorkerEntries;
  readonly events: Emitter<EngineEvents>;
  readonly logger: Logger;
  readonly grantPath: (id: GrantId) => string;
  /** Whether to read where photos were taken. */
  readonly keepsLocation: () => boolean;
}

/** Everything that lives as long as one open project, and the handlers that speak for it. */
export type Session = ReturnType<typeof openSession>;

export function openSession(deps: SessionDeps) {
  const { project, actor, events: emitter, logger, grantPath, lanes, deviceChooser, workerEntries } = deps;
  const { db } = project;
  const disposables = new DisposableStore();
  disposables.add(() => project.close());

  const gate = createWriteGate();
  const jobs = createJobs({ emitter });
  const library = createLibrary({
    db,
    actor,
    readOnly: project.readOnly !== null,
    imaging: deps.imaging,
    cacheFolder: deps.cacheFolder,
    workerEntries,
    jobs,
    emitter,
    logger: logger.room('library'),
    gate,
    keepsLocation: deps.keepsLocation,
  });
  disposables.add(() => library.close());
  const builtinFolder = deps.builtinModelFolder;
  const models = createModelLibrary({ db, actor, builtinFolder, inference: lanes[0], emitter });
  const prelabeler = createPrelabeler({
    db,
    actor,
    lanes,
    deviceChooser,
    models,
    jobs,
    emitter,
    logger: logger.room('prelabel'),
  });
  disposables.add(() => prelabeler.close());
  const previewer = createPreviewer({
    ...{ db, models, deviceChooser, inference: lanes[0], threads: os.availableParallelism() },
    isRunning: () => prelabeler.isRunning,
  });
  const describer = createDescriber({ db, models, previewer, grantPath });
  const segmenter = createSegmenter({
    ...{ db, models, inference: lanes[0], threads: os.availableParallelism(), cacheFolder: deps.cacheFolder },
    logger: logger.room('prelabel'),
  });
  const choose = createEmbeddingModelChooser({
    ...{ models, inference: lanes[0] },
    activeModelSha256: () => findActiveModel(db),
  });
  const embedder = createEmbedder({
    ...{ db, inference: lanes[0], choose, jobs, logger: logger.room('embed') },
    isRunning: () => prelabeler.isRunning,
  });
  disposables.add(() => embedder.close());
  const similarity = createSimilarity({ projectPath: db.name, workerEntry: workerEntries.similar });
  disposables.add(() => similarity.close());
  const quantizer = createQuantizer({
    ...{ db, models, jobs, emitter, threads: os.availableParallelism(), cacheFolder: deps.cacheFolder },
    projectPath: project.path,
    inference: deps.workshop,
    logger: logger.room('prelabel'),
    isRunning: () => prelabeler.isRunning,
  });
  const sweeper = createRunSweeper({ db, logger: logger.room('prelabel') });
  disposables.add(() => sweeper.close());
  if (project.readOnly === null) sweeper.sweep();
  const exporter = createExporter({
    // Where the data lies: a project that may only be looked at may be open as a copy.
    projectPath: db.name,
    projectName: project.name,
    appVersion: deps.version,
    db,
    imaging: deps.imaging,
    workerEntry: workerEntries.export,
    jobs,
    emitter,
    logger: logger.room('export'),
  });
  disposables.add(() => exporter.close());
  const comparer = createComparer({ projectPath: db.name, db, workerEntry: workerEntries.compare });
  disposables.add(() => comparer.close());
  const history = createEditHistory(db);
  const importer = createImporter({
    ...{ db, actor, gate, jobs, emitter, history, cacheFolder: deps.cacheFolder },
    // Where the data lies, as above.
    projectPath: db.name,
    workerEntry: workerEntries.import,
    isBusy: () => prelabeler.isRunning,
    logger: logger.room('import'),
  });
  disposables.add(() => importer.close());
  const versions = createVersions({
    ...{ db, actor, gate, jobs, emitter, history, cacheFolder: deps.cacheFolder },
    projectPath: db.name,
    workerEntry: workerEntries.versions,
    isBusy: () => prelabeler.isRunning,
    logger: logger.room('versions'),
  });
  disposables.add(() => versions.close());
  const sharing = createSharing({
    ...{ db, actor, gate, jobs, emitter, history, cacheFolder: deps.cacheFolder, appVersion: deps.version },
    ...{ projectPath: db.name, projectName: project.name },
    workerEntry: workerEntries.sharing,
    isBusy: () => prelabeler.isRunning,
    logger: logger.room('sharing'),
  });
  disposables.add(() => sharing.close());
  const duplicates = createDuplicates({
    ...{ db, gate, jobs, workerEntry: workerEntries.duplicates, logger: logger.room('duplicates') },
    projectPath: db.name,
    readFingerprints: () => library.readFingerprints(),
  });
  // Jobs first: what works on the project ends before the project closes.
  disposables.add(() => jobs.close());

  const bulk = createBulkEditor({ db, actor, emitter, history, jobs });
  const splitter = createSplitter({ projectPath: db.name, workerEntry: workerEntries.splits });
  disposables.add(() => splitter.close());
  const joiner = createJoiner({
    ...{ db, actor, gate, jobs, emitter, history, projectPath: db.name, workerEntry: workerEntries.join },
    isBusy: () => prelabeler.isRunning,
    isBulkBusy: () => bulk.isBusy,
    logger: logger.room('metadata'),
  });
  const createAsker = (): QueryAsker => createQueryAsker({ workerEntry: workerEntries.query, projectPath: db.name });
  // What takes longest has a thread of its own: a list is not to wait for the numbers beside it.
  const [lists, facets] = [createAsker(), createAsker()];
  disposables.add(() => lists.close());
  disposables.add(() => facets.close());
  const asker: Pick<QueryAsker, 'ask'> = {
    ask: (kind, query) => (kind === 'facets' ? facets : lists).ask(kind, query),
  };
  const records = {
    ...{ db, actor, emitter, history, projectPath: project.path, bulk, asker },
    isBulkBusy: () => bulk.isBusy,
  };
  return {
    project,
    gate,
    library,
    models,
    prelabeler,
    exporter,
    jobs,
    handlers: {
      ...createItemHandlers(records),
      ...createSplitHandlers({ splitter, bulk }),
      ...createAnnotationHandlers(records),
      ...createCommentHandlers(records),
      ...createHistoryHandlers({ ...records, importer }),
      ...createClassHandlers(records),
      ...createViewHandlers(records),
      ...createRootHandlers({ library, emitter, grantPath }),
      ...createModelHandlers({ models, previewer, quantizer, describer, grantPath }),
      ...createSmartHandlers({ segmenter }),
      ...createEmbeddingHandlers({ db, embedder, similarity, choose }),
      ...createRunHandlers({ prelabeler, sweeper, comparer, db, emitter }),
      ...createJobHandlers({ jobs }),
      ...createExportHandlers({ exporter, versions, grantPath }),
      ...createVersionHandlers({ versions }),
      ...createImportHandlers({ importer, grantPath }),
      ...createSharingHandlers({ sharing, grantPath }),
      ...createMetadataHandlers({ db, joiner, grantPath }),
      ...createDuplicateHandlers({ db, duplicates, choose }),
    },
    info: (): ProjectInfo => ({
      name: project.name,
      path: project.path,
      roots: library.listRoots(),
      planes: findPlanes(db),
      classes: listClasses(db),
      activeRunId: findActiveRunId(db),
      readOnly: project.readOnly,
      onNetworkShare: project.onNetworkShare,
    }),
    close: () => disposables.dispose(),
  };
}
