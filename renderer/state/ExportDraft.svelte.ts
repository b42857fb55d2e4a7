import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { EngineInput, EngineOutput } from '#shared/contract/engineApi.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import type { AugmentOptions, ClassChoice, CropOptions } from '#shared/model/exportOptions.ts';
import type { GrantId, VersionId } from '#shared/model/ids.ts';
import { stages as allStages } from '#shared/model/item.ts';
import type { Stage } from '#shared/model/item.ts';
import type { RendererHost } from '../host/RendererHost.ts';
import { keepCardWords, loadCardWords } from './cardWords.ts';
import { createOneAtATime } from './createOneAtATime.ts';
import { Finding } from './Finding.svelte.ts';

type What = 'annotations' | 'predictions';
type Question = EngineInput<'exports.preview'>;

/** An export as it is being put together, and what it would hold. */
export class ExportDraft {
  readonly host: RendererHost;
  readonly attempt: <T>(work: () => Promise<T>) => Promise<T | undefined>;
  /** Which images it is of, as a person writes it. */
  readonly finding: Finding;

  format = $state('coco');
  what = $state<What>('annotations');
  stages = $state.raw<readonly Stage[]>(['labeled', 'approved']);
  images = $state<'leave' | 'copy' | 'link'>('leave');
  /** Training, validation and test apart. */
  splits = $state(false);
  /** Copies of DICOM files that name nobody; null: none. */
  deidentify = $state.raw<NonNullable<Question['deidentify']> | null>(null);
  /** What goes into the data set card. */
  card = $state({ licence: '', source: '', people: false });
  versionId = $state<VersionId | null>(null);
  /** What the finding has found. */
  query = $state.raw<ItemQuery>({ sort: 'path' });
  /** Other names, by that of the class. */
  names = $state.raw<Readonly<Record<string, string>>>({});
  leftOut = $state.raw<ReadonlySet<string>>(new Set());
  crops = $state.raw<CropOptions | null>(null);
  augment = $state.raw<AugmentOptions | null>(null);

  preview = $state.raw<EngineOutput<'exports.preview'> | null>(null);
  /** Why there is no preview. */
  problem = $state.raw<ErrorRecord | null>(null);

  readonly classes: ClassChoice | undefined = $derived.by(() => {
    const renamed = Object.entries(this.names).filter(([name, to]) => to.trim() !== '' && to.trim() !== name);
    const map = new Map<string, string | null>(renamed.map(([name, to]) => [name, to.trim()]));
    for (const name of this.leftOut) map.set(name, null);
    return map.size > 0 ? { map: Object.fromEntries(map) } : undefined;
  });

  readonly question: Question = $derived.by(() => {
    const { format, what, stages, splits, versionId, query, classes, deidentify } = this;
    return {
      ...{ format, what, stages: [...stages], splits },
      ...(versionId === null ? {} : { versionId }),
      ...(query.where === undefined || versionId !== null ? {} : { where: query.where }),
      ...(classes ? { classes } : {}),
      ...(deidentify ? { deidentify } : {}),
    };
  });

  readonly #ask = createOneAtATime();
  #project = '';

  constructor(page: { readonly host: RendererHost; attempt<T>(work: () => Promise<T>): Promise<T | undefined> }) {
    this.host = page.host;
    this.attempt = (work) => page.attempt(work);
    this.finding = new Finding(this);
  }

  /** Predictions are of unreviewed images by nature; labels of unreviewed ones would poison a training set. */
  setWhat(what: What): void {
    this.what = what;
    this.stages = what === 'predictions' ? allStages : ['labeled', 'approved'];
    if (what === 'predictions') this.versionId = null;
  }

  toggleStage(stage: Stage): void {
    const others = this.stages.filter((one) => one !== stage);
    this.stages = others.length < this.stages.length ? others : [...others, stage];
  }

  nameClass(name: string, to: string): void {
    this.names = { ...this.names, [name]: to };
  }

  takeClasses(names: readonly string[], isTaken: boolean): void {
    const leftOut = new Set(this.leftOut);
    for (const name of names) {
      if (isTaken) leftOut.delete(name);
      else leftOut.add(name);
    }
    this.leftOut = leftOut;
  }

  count(question: Question): void {
    this.#ask(() => this.#answer(question));
  }

  async #answer(asked: Question): Promise<void> {
    try {
      const preview = await this.host.call('exports.preview', asked);
      if (asked === this.question) [this.preview, this.problem] = [preview, null];
    } catch (error) {
      if (asked === this.question) this.problem = toErrorRecord(error);
    }
  }

  /** What was said of this project's last export. */
  async loadCard(project: string): Promise<void> {
    this.#project = project;
    Object.assign(this.card, await loadCardWords(this.host, project));
  }

  async start(folder: GrantId): Promise<boolean> {
    const { question, images, crops, augment, card } = this;
    const input = {
      ...{ ...question, folder, images, card: { ...card } },
      ...(crops ? { crops } : {}),
      ...(augment ? { augment } : {}),
    };
    const started = await this.attempt(() => this.host.call('exports.start', input));
    const { licence, source } = card;
    if (started) void this.attempt(() => keepCardWords(this.host, this.#project, { licence, source }));
    return started !== undefined;
  }
}
