import type { Drawn } from '#shared/actions/addAnnotation.ts';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorCode, ErrorRecord } from '#shared/contract/errors.ts';
import type { ModelInfo } from '#shared/contract/api/modelsApi.ts';
import type { ProjectInfo, RecentProject, RootInfo } from '#shared/contract/api/projectApi.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import type { GrantId, ItemId, JobId, RunId } from '#shared/model/ids.ts';
import type { Grant, PickKind } from '#shared/contract/hostApi.ts';
import type { Job } from '#shared/contract/job.ts';
import { commandIds } from '#shared/commands/commandRegistry.ts';
import type { CanvasLook } from '#shared/look/canvasLook.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { storedKeyChoice } from '#shared/commands/keyChoice.ts';
import type { StoredKeyChoice } from '#shared/commands/keyChoice.ts';
import { keyPlaces } from '#shared/commands/places.ts';
import type { KeyPlace } from '#shared/commands/places.ts';
import { createTexts, languages } from '#shared/text/texts.ts';
import type { Language, Texts } from '#shared/text/texts.ts';
import type { RendererHost } from '../host/RendererHost.ts';
import { Authors } from './Authors.svelte.ts';
import { CanvasLookState } from './CanvasLookState.svelte.ts';
import { CommandCenter } from './CommandCenter.svelte.ts';
import { Comparison } from './Comparison.svelte.ts';
import { Comments } from './Comments.svelte.ts';
import { DocumentState } from './DocumentState.svelte.ts';
import { Finding } from './Finding.svelte.ts';
import { DuplicateSearch } from './DuplicateSearch.svelte.ts';
import { jobEnd } from './jobEnd.ts';
import { Keys } from './Keys.svelte.ts';
import { ObjectViews } from './ObjectViews.svelte.ts';
import { tellJobEnd } from './tellJobEnd.ts';
import { Toasts } from './Toasts.svelte.ts';
import { UndoHints } from './UndoHints.svelte.ts';

export type Copy = Omit<Drawn, 'id'>;

export type ViewName =
  'gallery' | 'annotate' | 'review' | 'compare' | 'models' | 'differences' | 'duplicates' | 'settings';
export type Theme = 'dark' | 'light';
export type DialogName =
  | 'newProject'
  | 'prelabel'
  | 'import'
  | 'export'
  | 'palette'
  | 'shortcuts'
  | 'versions'
  | 'pack'
  | 'handOut'
  | 'merge'
  | 'joinTable'
  | 'planes';

/** What is wrong with a model that a card can put right. */
const describable: readonly ErrorCode[] = [
  'model.unknownFamily',
  'model.badCard',
  'model.classCountMismatch',
  'model.inputMismatch',
];

/** What a question to the user in a dialog of ours waits for. */
export interface PickRequest {
  readonly kind: PickKind;
  /** Of what is to be made. */
  readonly suggestedName?: string | undefined;
  readonly answer: (grant: Grant | null) => void;
}

/** The whole of what the page knows, apart from what a view keeps to itself. */
export class AppState {
  readonly host: RendererHost;
  readonly toasts: Toasts;
  readonly keys: Keys;
  readonly commands: CommandCenter;
  readonly document: DocumentState;
  readonly look = new CanvasLookState((look) => this.#keep('canvasLook', look));
  readonly undoHints: UndoHints;
  readonly authors: Authors;
  readonly comments: Comments;
  readonly comparison: Comparison;
  readonly duplicates: DuplicateSearch;
  readonly finding: Finding;
  readonly objectViews = new ObjectViews();

  view = $state<ViewName>('gallery');
  project = $state.raw<ProjectInfo | null>(null);
  recent = $state.raw<readonly RecentProject[]>([]);
  jobs = $state.raw<readonly Job[]>([]);
  query = $state.raw<ItemQuery>({ sort: 'path' });
  itemId = $state<ItemId | null>(null);
  dialog = $state<DialogName | null>(null);
  /** What the listed images are like, and the query that they took the place of. */
  similar = $state.raw<{ readonly name: string; readonly before: ItemQuery } | null>(null);
  /** The model that pre-label begins with. */
  chosenModel = $state<string | null>(null);
  /** The model that a person says how to feed and read. */
  describing = $state.raw<EngineInput<'models.draft'>['source'] | null>(null);
  /** The job that last quantized a model, by the model's sha256: its result can be looked at again. */
  quantizeJobs = $state.raw<Readonly<Record<string, JobId>>>({});
  /** The folder that a new project begins with. */
  chosenFolder = $state.raw<Grant | null>(null);
  /** The file or folder of labels that an import begins with. */
  chosenLabels = $state.raw<Grant | null>(null);
  /** An import is being written. */
  isImporting = $state(false);
  pickRequest = $state.raw<PickRequest | null>(null);
  /** The run whose failures are listed. */
  failuresOf = $state<RunId | null>(null);
  /** The project whose warning about its network share was read. */
  dismissedShare = $state<string | null>(null);
  /** Set while it is asked whether to leave a project with edits that can't be saved now. */
  leaveRequest = $state.raw<((isLeaving: boolean) => void) | null>(null);
  /** The part of the settings that is to be shown, until it is. */
  settingsPart = $state<'keys' | null>(null);
  isOnline = $state(true);
  isReady = $state(false);
  /** Counts changes of the items, for whoever shows lists of them. */
  itemsVersion = $state(0);
  runsVersion = $state(0);
  theme = $state<Theme>('dark');
  /** Copied objects: they can be pasted into any image of the project. */
  clipboard = $state.raw<readonly Copy[]>([]);
  language = $state<Language>('en');
  showQueue = $state(true);
  showInspector = $state(true);
  showComments = $state(true);
  showGallerySide = $state(true);
  /** Where photos were taken is read from them. */
  photoLocation = $state(false);
  pointerText = $state('');
  zoomText = $state('');
  /** What is on screen will be sharper in a moment. */
  isWaitingForTiles = $state(false);

  readonly texts: Texts = $derived(createTexts(this.language));

  /** Folders that can't be watched now, and why. */
  readonly troubledRoots: readonly (RootInfo & { problem: ErrorRecord })[] = $derived(
    (this.project?.roots ?? []).flatMap((root) => (root.problem ? [{ ...root, problem: root.problem }] : [])),
  );

  readonly #neighbours = new Map<string, Promise<ItemId | null>>();

  constructor(host: RendererHost) {
    this.host = host;
    this.undoHints = new UndoHints(host);
    this.authors = new Authors(host);
    this.comments = new Comments(host);
    this.comparison = new Comparison(host);
    this.duplicates = new DuplicateSearch(host, (error) => this.toasts.error(error));
    this.finding = new Finding(this);
    this.toasts = new Toasts(() => this.texts);
    this.keys = new Keys((choice) => this.#keep('keys', storedKeyChoice(choice)));
    this.commands = new CommandCenter(
      () => this.place,
      () => this.keys.keymap,
    );
    this.document = new DocumentState(host, (error) => this.toasts.error(error));
  }

  get place(): KeyPlace {
    return keyPlaces.find((place) => place === this.view) ?? 'other';
  }

  /** One item is open to work on. */
  get isWork(): boolean {
    return this.view === 'annotate' || this.view === 'review' || this.view === 'compare';
  }

  get isReadOnly(): boolean {
    return this.project?.readOnly != null;
  }

  async start(): Promise<void> {
    const { host } = this;
    host.onConnection((connected) => {
      const isBack = connected && !this.isOnline;
      this.isOnline = connected;
      if (isBack) void this.attempt(() => this.#refresh()).then(() => this.document.noteChanged(null));
    });
    host.onCommand((id) => {
      if ((commandIds as readonly string[]).includes(id)) this.commands.run(id as CommandId);
    });
    host.on('projectChanged', () => void this.attempt(() => this.#refresh()));
    host.on('classesChanged', () => void this.attempt(() => this.#refresh()));
    host.on('itemsChanged', ({ itemIds }) => {
      this.itemsVersion += 1;
      this.duplicates.noteChanged();
      this.#neighbours.clear();
      if (itemIds === null || itemIds.includes(this.itemId as ItemId))
        this.document.noteChanged(itemIds === null ? null : this.itemId);
    });
    host.on('documentChanged', ({ itemId, revision }) => this.document.noteChanged(itemId, revision));
    host.on('commentsChanged', () => {
      this.itemsVersion += 1;
      this.#neighbours.clear();
    });
    host.on('viewsChanged', () => void this.finding.loadViews());
    host.on('runsChanged', () => (this.runsVersion += 1));
    host.on('modelsChanged', () => (this.runsVersion += 1));
    host.on('jobProgressed', ({ job }) => this.#noteJob(job));
    host.on('noticed', ({ error }) => {
      // The gallery says it for as long as it is so.
      if (error.code !== 'project.onNetworkShare') this.toasts.error(fromErrorRecord(error));
    });
    // Before it is known, and where it can't be, caps show the keys of the layout that the registry is written for.
    void this.keys.readLayout().catch(() => undefined);
    try {
      const settings = await host.call('settings.get', {});
      this.#useSettings(settings);
      await this.#refresh();
    } catch (error) {
      this.toasts.error(error);
    }
    this.isReady = true;
  }

  /** Runs work that may fail; a failure becomes a notice. */
  async attempt<T>(work: () => Promise<T>): Promise<T | undefined> {
    try {
      return await work();
    } catch (error) {
      this.toasts.error(error);
      return undefined;
    }
  }

  async setProject(open: () => Promise<ProjectInfo>): Promise<boolean> {
    if (!(await this.mayLeave())) return false;
    const project = await this.attempt(open);
    if (!project) return false;
    this.#useProject(project);
    this.itemId = null;
    this.query = { sort: 'path' };
    this.finding.text = '';
    this.#neighbours.clear();
    this.view = 'gallery';
    this.itemsVersion += 1;
    return true;
  }

  /** Whether nothing is lost by leaving the project: everything is saved, or the person goes all the same. */
  async mayLeave(): Promise<boolean> {
    if (await this.document.settled()) return true;
    return new Promise((resolve) => {
      this.leaveRequest = (isLeaving): void => {
        this.leaveRequest = null;
        resolve(isLeaving);
      };
    });
  }

  async openItem(itemId: ItemId, view?: 'annotate' | 'review' | 'compare'): Promise<void> {
    if (view) this.view = view;
    this.itemId = itemId;
    this.#neighbours.clear();
    await this.attempt(() => this.document.open(itemId));
  }

  /** The item that keys and buttons of the open views lead to; null at the end. Asked once until items change. */
  findNeighbour(step: 1 | -1, query: ItemQuery = this.query): Promise<ItemId | null> {
    const { itemId } = this;
    if (itemId === null) return Promise.resolve(null);
    const key = JSON.stringify([itemId, step, query]);
    const known = this.#neighbours.get(key);
    if (known) return known;
    const asked = this.host.call('items.neighbour', { query, itemId, step });
    this.#neighbours.set(key, asked);
    asked.catch(() => this.#neighbours.delete(key));
    return asked;
  }

  /** What a command does now: of undo and redo also what they take back. */
  title(id: CommandId): string {
    const command = this.texts.command(id);
    const entry = this.undoHints.of(id);
    if (!entry) return command;
    const text = entry.itemId === null || entry.itemId === this.itemId ? 'undo.what' : 'undo.elsewhere';
    return this.texts.ui(text, { command, label: this.texts.edit(entry.label) });
  }

  /** What a button of a command says of itself: its title and its key. */
  tooltip(id: CommandId): string {
    return [this.title(id), this.keys.first(id) ?? ''].join('  ').trimEnd();
  }

  /** A model that can't be understood completely can be described. */
  async addModel(file: GrantId): Promise<ModelInfo | null> {
    try {
      return await this.host.call('models.add', { file });
    } catch (error) {
      const describe = (): void => {
        this.dialog = null;
        this.describing = { file };
      };
      if (!(error instanceof AppError) || !describable.includes(error.code)) this.toasts.error(error);
      // A notice could not be reached behind a dialog.
      else if (this.dialog !== null) describe();
      else this.toasts.error(error, { label: this.texts.ui('describe.it'), run: describe });
      return null;
    }
  }

  prelabelWith(modelSha256: string): void {
    this.chosenModel = modelSha256;
    this.dialog = 'prelabel';
  }

  newProjectFrom(folder: Grant): void {
    this.chosenFolder = folder;
    this.dialog = 'newProject';
  }

  importFrom(labels: Grant): void {
    this.chosenLabels = labels;
    this.dialog = 'import';
  }

  /** The system's dialog in Electron, our own file browser elsewhere. */
  pick(kind: PickKind, suggestedName?: string): Promise<Grant | null> {
    const named = suggestedName === undefined ? {} : { suggestedName };
    if (this.host.kind === 'electron') return this.host.callHost('host.pick', { kind, ...named });
    return new Promise((resolve) => {
      this.pickRequest = {
        kind,
        suggestedName,
        answer: (grant) => {
          this.pickRequest = null;
          resolve(grant);
        },
      };
    });
  }

  async openProjectFile(file?: GrantId): Promise<void> {
    const grant = file ?? (await this.pick('projectFile'))?.id;
    if (grant !== undefined) await this.setProject(() => this.host.call('projects.open', { file: grant }));
  }

  setTheme(theme: Theme): void {
    this.theme = theme;
    document.documentElement.dataset.theme = theme;
    this.#keep('theme', theme);
  }

  setLanguage(language: Language): void {
    this.language = language;
    document.documentElement.lang = language === 'zh' ? 'zh-Hans' : 'en';
    this.#keep('language', language);
  }

  setPhotoLocation(isRead: boolean): void {
    this.photoLocation = isRead;
    this.#keep('photoLocation', isRead);
  }

  togglePanel(panel: 'showQueue' | 'showInspector' | 'showComments' | 'showGallerySide'): void {
    this[panel] = !this[panel];
    this.#keep(panel, this[panel]);
  }

  #keep(key: string, value: string | boolean | CanvasLook | StoredKeyChoice): void {
    void this.attempt(() => this.host.call('settings.set', { key, value }));
  }

  #useSettings(settings: Readonly<Record<string, unknown>>): void {
    const { theme, language, showQueue, showInspector, showComments, showGallerySide, keys } = settings;
    this.keys.use(keys);
    if (theme === 'light') {
      this.theme = 'light';
      document.documentElement.dataset.theme = 'light';
    }
    const known = languages.find((one) => one === language) ?? (navigator.language.startsWith('zh') ? 'zh' : 'en');
    this.language = known;
    document.documentElement.lang = known === 'zh' ? 'zh-Hans' : 'en';
    this.showQueue = showQueue !== false;
    this.showInspector = showInspector !== false;
    this.showComments = showComments !== false;
    this.showGallerySide = showGallerySide !== false;
    this.photoLocation = settings.photoLocation === true;
    this.look.restore(settings.canvasLook);
  }

  async #refresh(): Promise<void> {
    const [project, jobs, recent] = await Promise.all([
      this.host.call('projects.current', {}),
      this.host.call('jobs.list', {}).catch(() => []),
      this.host.call('projects.recent', {}),
    ]);
    const isAnother = project?.path !== this.project?.path;
    this.#useProject(project);
    if (isAnother) {
      this.itemId = null;
      this.view = 'gallery';
      this.itemsVersion += 1;
      this.query = { sort: 'path' };
      this.finding.text = '';
    }
    this.jobs = jobs;
    this.recent = recent;
  }

  #useProject(project: ProjectInfo | null): void {
    const { name, path } = this.project ?? {};
    const count = this.document.unsavedCount;
    if (path !== project?.path && count > 0)
      this.toasts.warn(this.texts.ui('leave.kept', { count, name: name ?? '' }), this.texts.ui('leave.keptHint'));
    this.document.useProject(project?.path ?? null);
    if (path !== project?.path) {
      this.comparison.clear();
      this.duplicates.forget();
    }
    this.project = project;
  }

  #noteJob(job: Job): void {
    const before = this.jobs.find(({ id }) => id === job.id);
    const others = this.jobs.filter((one) => one !== before);
    this.jobs = [job, ...others].slice(0, 30);
    tellJobEnd(this, job, jobEnd(before, job));
  }
}
