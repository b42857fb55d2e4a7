import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { findClashes } from '#shared/commands/keymap.ts';
import { chosenKey, heldModifiers } from '#shared/commands/keys.ts';
import { refuseKey } from '#shared/commands/refuseKey.ts';
import type { UiKey } from '#shared/text/texts.ts';
import type { Keys } from '../../state/Keys.svelte.ts';

/** The command whose next key press is its new key. */
interface Listening {
  readonly id: CommandId;
  /** The key that the new one takes the place of; null: it comes on top. */
  readonly replaced: string | null;
}

/** Keys that a command would take away from others. */
export interface Clash {
  readonly id: CommandId;
  readonly keys: readonly string[];
  /** Those of them that others have. */
  readonly taken: readonly string[];
  readonly others: readonly CommandId[];
}

/** What a person is doing to the keys of one command: nothing, pressing a new one, or answering a clash. */
export class KeyEditor {
  listening = $state.raw<Listening | null>(null);
  clash = $state.raw<Clash | null>(null);
  refusal = $state.raw<{ readonly key: string; readonly reason: UiKey } | null>(null);
  /** Modifiers that are down while a key is awaited. */
  held = $state('');
  /** The command that was changed last. */
  changed = $state.raw<CommandId | null>(null);
  readonly #keys: Keys;

  constructor(keys: Keys) {
    this.#keys = keys;
  }

  listen(id: CommandId, replaced: string | null): void {
    this.cancel();
    this.listening = { id, replaced };
  }

  cancel(): void {
    this.listening = null;
    this.clash = null;
    this.refusal = null;
    this.held = '';
  }

  /** @returns whether the press has ended the waiting. */
  press(event: KeyboardEvent): boolean {
    const { listening } = this;
    if (!listening || event.isComposing) return false;
    event.preventDefault();
    event.stopPropagation();
    // The key that began the waiting may still be down.
    if (event.repeat) return false;
    if (event.key === 'Escape') {
      this.cancel();
      return true;
    }
    this.held = heldModifiers(event);
    const key = chosenKey(event, this.#keys.choice.matching);
    if (key === null) return false;
    const { id, replaced } = listening;
    const reason = refuseKey(id, key);
    if (reason !== null) {
      this.refusal = { key, reason };
      return false;
    }
    const now = this.#keys.of(id);
    this.#propose(id, replaced === null ? [...now, key] : now.map((one) => (one === replaced ? key : one)));
    return true;
  }

  release(event: KeyboardEvent): void {
    this.held = heldModifiers(event);
  }

  remove(id: CommandId, key: string): void {
    this.#set(
      id,
      this.#keys.of(id).filter((one) => one !== key),
    );
  }

  reset(id: CommandId): void {
    this.#propose(id, this.#keys.base[id]);
  }

  /** Takes the keys away from the others. */
  take(): void {
    const { clash } = this;
    if (clash) this.#set(clash.id, clash.keys);
  }

  #propose(id: CommandId, keys: readonly string[]): void {
    const { keymap } = this.#keys;
    const taken = keys.filter((key) => findClashes(keymap, id, [key]).length > 0);
    const others = findClashes(keymap, id, taken);
    this.cancel();
    if (others.length === 0) this.#set(id, keys);
    else this.clash = { id, keys, taken, others };
  }

  #set(id: CommandId, keys: readonly string[]): void {
    this.cancel();
    this.#keys.set(id, keys);
    this.changed = id;
  }
}
