import type { CommandId } from '#shared/commands/commandRegistry.ts';
import type { HistoryEntry } from '#shared/contract/api/annotationsApi.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { createNewest } from './createNewest.ts';
import type { RendererHost } from '../host/RendererHost.ts';

interface Next {
  readonly undo: HistoryEntry | null;
  readonly redo: HistoryEntry | null;
  readonly undoHere: HistoryEntry | null;
}

/** What undo and redo would take back, as the engine has it. */
export class UndoHints {
  next = $state.raw<Next>({ undo: null, redo: null, undoHere: null });
  readonly #host: RendererHost;
  readonly #newest = createNewest();

  constructor(host: RendererHost) {
    this.#host = host;
  }

  async refresh(itemId: ItemId): Promise<void> {
    this.next = (await this.#newest(this.#host.call('history.peek', { itemId }))) ?? this.next;
  }

  of(id: CommandId): HistoryEntry | null {
    if (id === 'edit.undo') return this.next.undo;
    if (id === 'edit.redo') return this.next.redo;
    return id === 'edit.undoHere' ? this.next.undoHere : null;
  }
}
