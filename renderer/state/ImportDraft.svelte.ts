import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import { importOptionsSchema } from '#shared/contract/importApi.ts';
import type { ImportedClass, ImportOptions, ImportPreview } from '#shared/contract/importApi.ts';
import type { Grant } from '#shared/contract/hostApi.ts';
import type { RendererHost } from '../host/RendererHost.ts';

/** `waiting`: for images of the project that have no size yet; `reading`: files; `planning`: the same files, other options. */
export type DraftPhase = 'idle' | 'waiting' | 'reading' | 'planning';

/** What a person is about to import: the files, how to take them, and what would happen. Nothing is written. */
export class ImportDraft {
  source = $state.raw<Grant | null>(null);
  /** As the person said; null: by the content. */
  format = $state<string | null>(null);
  options = $state.raw<ImportOptions>(importOptionsSchema.parse({}));
  preview = $state.raw<ImportPreview | null>(null);
  error = $state.raw<ErrorRecord | null>(null);
  phase = $state<DraftPhase>('idle');
  readonly #host: Pick<RendererHost, 'call'>;
  #wanted: 'read' | 'plan' | null = null;
  #isAsking = false;
  #isClosed = false;

  constructor(host: Pick<RendererHost, 'call'>) {
    this.#host = host;
  }

  async take(source: Grant): Promise<void> {
    this.source = source;
    this.format = null;
    this.options = { ...this.options, classMap: {} };
    await this.#read();
  }

  async setFormat(format: string | null): Promise<void> {
    this.format = format;
    await this.#read();
  }

  async setOptions(part: Partial<ImportOptions>): Promise<void> {
    this.options = { ...this.options, ...part };
    if (this.preview) await this.#ask('plan');
  }

  /** @param to undefined: a class of its own name */
  async mapClass(name: string, to: string | null | undefined): Promise<void> {
    await this.#mapClasses([[name, to]]);
  }

  /** Classes that the project has not are all made, or all left out. */
  async takeNewClasses(isTaken: boolean): Promise<void> {
    const { classMap } = this.options;
    const isMeant = ({ name, isNew, to }: ImportedClass): boolean =>
      isTaken ? to === null && Object.hasOwn(classMap, name) : isNew;
    await this.#mapClasses(
      (this.preview?.classes ?? []).filter(isMeant).map(({ name }) => [name, isTaken ? undefined : null]),
    );
  }

  /** What was read is not kept, unless it is being imported. */
  close(isImported: boolean): void {
    this.#isClosed = true;
    this.#wanted = null;
    if (this.#isAsking) void this.#cancel();
    else if (!isImported) this.#drop();
  }

  async #mapClasses(choices: readonly (readonly [string, string | null | undefined])[]): Promise<void> {
    const map = new Map(Object.entries(this.options.classMap));
    for (const [name, to] of choices) {
      if (to === undefined) map.delete(name);
      else map.set(name, to);
    }
    await this.setOptions({ classMap: Object.fromEntries(map) });
  }

  async #read(): Promise<void> {
    this.preview = null;
    this.error = null;
    if (this.#isAsking) void this.#cancel();
    await this.#ask('read');
  }

  /** One question at a time, then the newest. */
  async #ask(wanted: 'read' | 'plan'): Promise<void> {
    this.#wanted = this.#wanted === 'read' ? 'read' : wanted;
    if (this.#isAsking) return;
    this.#isAsking = true;
    for (let asked = this.#next(); asked; asked = this.#next()) await this.#answer(asked);
    this.#isAsking = false;
    this.phase = 'idle';
    if (this.#isClosed) this.#drop();
  }

  #next(): 'read' | 'plan' | null {
    const next = this.#wanted;
    this.#wanted = null;
    return next;
  }

  async #answer(asked: 'read' | 'plan'): Promise<void> {
    try {
      const preview = await (asked === 'read' ? this.#askToRead() : this.#askToPlan());
      // Also what is out of date names what was read, for the next question.
      if (this.#wanted !== 'read') this.preview = preview;
      if (!this.#wanted) this.error = null;
    } catch (error) {
      if (this.#wanted) return;
      this.error = toErrorRecord(error);
    }
  }

  async #askToRead(): Promise<ImportPreview | null> {
    this.phase = 'waiting';
    // An image that was not looked at yet has no size to place labels in.
    await this.#host.call('roots.settled', {});
    const { source, format, options } = this;
    if (!source || this.#isClosed || this.#wanted) return null;
    this.phase = 'reading';
    return this.#host.call('imports.preview', { source: { path: source.id, format }, options });
  }

  async #askToPlan(): Promise<ImportPreview | null> {
    const { preview, options } = this;
    if (!preview) return null;
    this.phase = 'planning';
    return this.#host.call('imports.preview', { source: { token: preview.token }, options });
  }

  #drop(): void {
    const { preview } = this;
    this.preview = null;
    if (preview) void this.#host.call('imports.drop', { token: preview.token }).catch(() => undefined);
  }

  async #cancel(): Promise<void> {
    const jobs = await this.#host.call('jobs.list', {}).catch(() => []);
    const running = jobs.find(({ kind, state }) => kind === 'import' && state === 'running');
    if (running) await this.#host.call('jobs.cancel', { jobId: running.id }).catch(() => undefined);
  }
}
