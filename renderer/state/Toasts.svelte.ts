import { toErrorRecord } from '#shared/contract/errors.ts';
import type { Texts } from '#shared/text/texts.ts';

export interface Toast {
  readonly id: number;
  readonly tone: 'error' | 'warning' | 'info';
  readonly message: string;
  readonly hint: string | null;
  readonly action?: { readonly label: string; run(): void };
}

const infoMs = 4_000;
/** Long enough to read what can be taken back, and to reach the button. */
const actionMs = 12_000;
const keepAtMost = 4;

/** Short notices at the top right. Errors stay until they are dismissed. */
export class Toasts {
  list = $state.raw<readonly Toast[]>([]);
  #nextId = 1;
  readonly #texts: () => Texts;

  constructor(texts: () => Texts) {
    this.#texts = texts;
  }

  error(error: unknown): void {
    const { message, hint } = this.#texts().error(toErrorRecord(error));
    // The same failure again and again is one notice.
    this.list = this.list.filter((toast) => toast.message !== message);
    this.#add({ tone: 'error', message, hint });
  }

  /** Stays like an error, and says what to do. */
  warn(message: string, hint: string | null, action?: Toast['action']): void {
    this.list = this.list.filter((toast) => toast.message !== message);
    this.#add({ tone: 'warning', message, hint, ...(action ? { action } : {}) });
  }

  info(message: string, action?: Toast['action']): void {
    const id = this.#add({ tone: 'info', message, hint: null, ...(action ? { action } : {}) });
    setTimeout(() => this.dismiss(id), action ? actionMs : infoMs);
  }

  dismiss(id: number): void {
    this.list = this.list.filter((toast) => toast.id !== id);
  }

  #add(toast: Omit<Toast, 'id'>): number {
    const id = this.#nextId++;
    this.list = [...this.list, { ...toast, id }].slice(-keepAtMost);
    return id;
  }
}
