import { commandIds, getCommand } from '#shared/commands/commandRegistry.ts';
import type { CommandId } from '#shared/commands/commandRegistry.ts';
import { commandOf } from '#shared/commands/keymap.ts';
import type { Keymap } from '#shared/commands/keymap.ts';
import { isInScope } from '#shared/commands/places.ts';
import type { KeyPlace } from '#shared/commands/places.ts';
import type { UiKey } from '#shared/text/texts.ts';

export interface CommandAction {
  /** Why it can't run now, or null. */
  check?(): UiKey | null;
  run(): void;
  /** For commands that last while their key is held. */
  release?(): void;
}

/** Who can do what now: views provide actions for the commands of the registry while they are on screen. */
export class CommandCenter {
  readonly #actions = new Map<CommandId, CommandAction>();
  readonly #place: () => KeyPlace;
  readonly #keymap: () => Keymap;
  readonly #held = new Map<string, CommandId>();

  constructor(place: () => KeyPlace, keymap: () => Keymap) {
    this.#place = place;
    this.#keymap = keymap;
  }

  /** @returns a function that takes the actions away again. */
  provide(actions: Partial<Record<CommandId, CommandAction>>): () => void {
    const mine = Object.entries(actions) as [CommandId, CommandAction][];
    for (const [id, action] of mine) this.#actions.set(id, action);
    return () => {
      for (const [id, action] of mine) if (this.#actions.get(id) === action) this.#actions.delete(id);
    };
  }

  /** Why a command can't run here and now, or null. */
  check(id: CommandId): UiKey | null {
    const action = this.#actions.get(id);
    if (!action || !isInScope(getCommand(id).scope, this.#place())) return 'reason.notHere';
    return action.check?.() ?? null;
  }

  /** Runs a command if it can; the answer says why not. */
  run(id: CommandId): UiKey | null {
    const reason = this.check(id);
    if (reason === null) this.#actions.get(id)?.run();
    return reason;
  }

  /** Those that can run now, in the order of the registry. */
  available(): CommandId[] {
    return commandIds.filter((id) => this.check(id) === null);
  }

  /** What a key press means here and now, whether or not it can be done. */
  find(event: KeyboardEvent): CommandId | undefined {
    return commandOf(this.#keymap(), event, this.#place());
  }

  /** @returns whether the key was ours. */
  keyDown(event: KeyboardEvent): boolean {
    const id = this.find(event);
    if (!id || !this.#actions.has(id)) return false;
    const isHold = this.#actions.get(id)?.release !== undefined;
    if (isHold && event.repeat) return true;
    this.run(id);
    if (isHold) this.#held.set(event.code, id);
    return true;
  }

  keyUp(event: KeyboardEvent): void {
    const id = this.#held.get(event.code);
    if (id === undefined) return;
    this.#held.delete(event.code);
    this.#actions.get(id)?.release?.();
  }

  /** Keys that go up while the window is away are never heard of. */
  releaseAll(): void {
    for (const id of this.#held.values()) this.#actions.get(id)?.release?.();
    this.#held.clear();
  }
}
