import type { Change } from '#shared/change/change.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { EngineOutput } from '#shared/contract/engineApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';

export type SaveState = 'saved' | 'saving' | 'failed';

export interface Edit {
  readonly editId: string;
  readonly itemId: ItemId;
  readonly change: Change;
  readonly label: string;
}

/** Where edits go. */
export interface EditPort {
  send(edit: Edit, baseRevision: number): Promise<EngineOutput<'annotations.apply'>>;
  load(itemId: ItemId): Promise<ItemDocument>;
  /** The engine will never take an edit: the item is as it was stored; null: it isn't there any more. */
  onRefused(itemId: ItemId, document: ItemDocument | null, error: unknown): void;
  /** It may be taken later, and is tried again; told once until one succeeds. */
  onFailed(error: unknown): void;
}

const retryMs = 2_000;

const codeOf = (error: unknown): string => (error instanceof AppError ? error.code : '');
/** Not a refusal: the project is only not there now. */
const isElsewhere = (error: unknown): boolean => ['project.noneOpen', 'project.another'].includes(codeOf(error));
const isRefusal = (error: unknown): boolean =>
  /^(contract|class|item|project)\./.test(codeOf(error)) && !isElsewhere(error);

/**
 * The edits of one project that are not on disk yet, oldest first. One is sent at a time, again and again until it is
 * taken or refused, and only while the project is the open one.
 */
export class EditQueue {
  readonly projectPath: string;
  state = $state<SaveState>('saved');
  #edits = $state.raw<readonly Edit[]>([]);
  readonly #port: EditPort;
  readonly #retryMs: number;
  /** Revision of each item as the engine acknowledged it last. */
  readonly #revisions = new Map<ItemId, number>();
  /** Items as they look with the edits that wait. */
  readonly #looks = new Map<ItemId, ItemDocument>();
  /** Why the oldest edit was refused, until the item is loaded anew. */
  #refusal: { readonly error: unknown } | null = null;
  #isParked = true;
  #working: Promise<void> | null = null;
  #wake = (): void => undefined;

  constructor(projectPath: string, port: EditPort, waitMs = retryMs) {
    this.projectPath = projectPath;
    this.#port = port;
    this.#retryMs = waitMs;
  }

  get count(): number {
    return this.#edits.length;
  }

  look(itemId: ItemId): ItemDocument | undefined {
    return this.#looks.get(itemId);
  }

  revision(itemId: ItemId): number | undefined {
    return this.#revisions.get(itemId);
  }

  /** Whether a document is as new as what was acknowledged last. */
  isNew({ item }: ItemDocument): boolean {
    return item.revision >= (this.#revisions.get(item.id) ?? 0);
  }

  /** An item as it is stored now. */
  noteLoaded({ item }: ItemDocument): void {
    this.#revisions.set(item.id, item.revision);
  }

  /** @param look the item with the edit */
  add(edit: Edit, look: ItemDocument): void {
    this.#edits = [...this.#edits, edit];
    this.#looks.set(edit.itemId, look);
    if (this.state === 'saved') this.state = 'saving';
    this.#start();
  }

  /** The project is the open one. */
  resume(): void {
    this.#isParked = false;
    this.#wake();
    this.#start();
  }

  /** The project isn't open any more: nothing is sent until it is again. */
  park(): void {
    this.#isParked = true;
    this.#wake();
  }

  /** @returns true when everything is saved, false as soon as something can't be saved now. */
  async settled(): Promise<boolean> {
    while (this.#working && this.state !== 'failed') await Promise.race([this.#working, this.#nextOutcome()]);
    return this.#edits.length === 0;
  }

  #start(): void {
    if (this.#edits.length === 0) return;
    this.#working ??= this.#work().finally(() => {
      this.#working = null;
      this.#tell();
    });
  }

  async #work(): Promise<void> {
    for (let edit = this.#edits[0]; edit && !this.#isParked; edit = this.#edits[0]) {
      const isDealtWith = await this.#try(edit);
      if (!isDealtWith && !this.#isParked) await this.#pause();
    }
    if (this.#edits.length === 0) this.state = 'saved';
  }

  readonly #waiting: (() => void)[] = [];
  #nextOutcome(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }
  #tell(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  #pause(): Promise<void> {
    this.#tell();
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, this.#retryMs);
      this.#wake = (): void => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** Never rejects. @returns whether the edit is dealt with; false: it is tried again. */
  async #try(edit: Edit): Promise<boolean> {
    try {
      this.#refusal ??= await this.#send(edit);
      if (!this.#refusal) this.#take(edit);
      else await this.#giveUp(edit.itemId, this.#refusal.error);
      this.state = 'saving';
      return true;
    } catch (error) {
      const isFirst = this.state !== 'failed';
      this.state = 'failed';
      // Who has gone to another project on purpose knows it.
      if (isFirst && !isElsewhere(error)) this.#port.onFailed(error);
      return false;
    }
  }

  /** @returns why it was refused, or null. */
  async #send(edit: Edit): Promise<{ readonly error: unknown } | null> {
    try {
      const answer = await this.#port.send(edit, this.#revisions.get(edit.itemId) ?? 0);
      if (!answer.ok) return { error: new AppError(answer.reason) };
      this.#revisions.set(edit.itemId, answer.revision);
      return null;
    } catch (error) {
      if (isRefusal(error)) return { error };
      throw error;
    }
  }

  #take({ itemId }: Edit): void {
    this.#edits = this.#edits.slice(1);
    if (!this.#edits.some((edit) => edit.itemId === itemId)) this.#looks.delete(itemId);
  }

  /** What is refused can't be saved later either, and later edits of the item build on it. The item is loaded anew. */
  async #giveUp(itemId: ItemId, error: unknown): Promise<void> {
    const document = await this.#port.load(itemId).catch((failure: unknown) => {
      if (isRefusal(failure)) return null;
      throw failure;
    });
    this.#refusal = null;
    this.#edits = this.#edits.filter((edit) => edit.itemId !== itemId);
    this.#looks.delete(itemId);
    if (document) this.#revisions.set(itemId, document.item.revision);
    this.#port.onRefused(itemId, document, error);
  }
}
