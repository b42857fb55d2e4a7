import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { Texts } from '#shared/text/texts.ts';

export interface Toast {
  readonly id: number;
  /** What it is about: the same again takes its place. */
  readonly about: string;
  readonly tone: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly hint: string | null;
  readonly action?: { readonly label: string; run(): void } | undefined;
}

const infoMs = 4_000;
/** Long enough to read what can be taken back, and to reach the button. */
const actionMs = 12_000;
const keepAtMost = 4;

/** Short notices at the bottom right. Errors stay until they are dismissed. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  readonly #texts: () => Texts;

  constructor(texts: () => Texts) {
    this.#texts = texts;
  }

  /** @param action what may help */
  error(error: unknown, action?: Toast['action']): void {
    const record = toErrorRecord(error);
    const { message, hint } = this.#texts().error(record);
    // The same failure again and again is one notice; a button that work brought along with it stays.
    const told = this.list.find(({ about }) => about === record.message)?.action;
    this.#add({ about: record.message, tone: 'error', message, hint, action: action ?? told });
  }

  /** Work in the background failed; of what was told as an error already, this is the button. */
  jobFailed(message: string, error: ErrorRecord, action?: Toast['action']): void {
    const about = error.message;
    const told = this.list.find((toast) => toast.about === about);
    const reason = this.#texts().error(error);
    const hint = reason.hint === null ? reason.message : `${reason.message} ${reason.hint}`;
    this.#add(told ? { ...told, action } : { about, tone: 'error', message, hint, action });
  }

  /** Stays like an error, and says what to do. */
  warn(message: string, hint: string | null, action?: Toast['action']): void {
    this.#add({ about: message, tone: 'warning', message, hint, action });
  }

  info(message: string, action?: Toast['action']): void {
    const id = this.#add({ about: message, tone: 'info', message, hint: null, action });
    setTimeout(() => this.dismiss(id), action ? actionMs : infoMs);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#nextId++;
    const others = this.list.filter(({ about }) => about !== toast.about);
    this.list = [...others, { ...toast, id }].slice(-keepAtMost);
    return id;
  }
}
