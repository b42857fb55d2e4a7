import type { CommandId } from '#shared/commands/commandRegistry.ts';
import {
  changedCommands,
  defaultKeyChoice,
  keysOfChoice,
  parseKeyChoice,
  presetKeys,
  setKeys,
} from '#shared/commands/keyChoice.ts';
import type { KeyChoice } from '#shared/commands/keyChoice.ts';
import { createKeymap } from '#shared/commands/keymap.ts';
import type { Keymap, KeyTable } from '#shared/commands/keymap.ts';
import { keyLabel } from '#shared/commands/keys.ts';
import type { KeyLayout, KeyMatching } from '#shared/commands/keys.ts';
import type { PresetId } from '#shared/commands/presets/presetRegistry.ts';

/** Chromium knows what is printed on the keys; other browsers don't. */
interface KeyboardOfNavigator {
  readonly keyboard?: { getLayoutMap(): Promise<KeyLayout> };
}

/** A person's keys: what key handling, palette, shortcut sheet and tooltips go by. */
export class Keys {
  choice = $state.raw<KeyChoice>(defaultKeyChoice);
  #layout = $state.raw<KeyLayout | null>(null);
  readonly keymap: Keymap = $derived(createKeymap(keysOfChoice(this.choice), this.choice.matching));
  /** What the preset alone says. */
  readonly base: KeyTable = $derived(presetKeys(this.choice.preset));
  readonly changed: ReadonlySet<CommandId> = $derived(new Set(changedCommands(this.choice)));
  readonly #keep: (choice: KeyChoice) => void;

  constructor(keep: (choice: KeyChoice) => void) {
    this.#keep = keep;
  }

  /** Takes over what was stored, as far as it is understood. */
  use(stored: unknown): void {
    this.choice = parseKeyChoice(stored);
  }

  async readLayout(): Promise<void> {
    this.#layout = (await (navigator as KeyboardOfNavigator).keyboard?.getLayoutMap()) ?? null;
  }

  of(id: CommandId): readonly string[] {
    return this.keymap.keys[id];
  }

  /** A key as its cap shows it. */
  cap(key: string): string {
    return keyLabel(key, this.choice.matching === 'place' ? this.#layout : null);
  }

  /** The cap of a command's first key. */
  first(id: CommandId): string | undefined {
    const [key] = this.of(id);
    return key === undefined ? undefined : this.cap(key);
  }

  set(id: CommandId, keys: readonly string[]): void {
    this.change(setKeys(this.choice, id, keys));
  }

  setPreset(preset: PresetId): void {
    this.change({ ...this.choice, preset });
  }

  setMatching(matching: KeyMatching): void {
    this.change({ ...this.choice, matching });
  }

  resetAll(): void {
    this.change({ ...this.choice, changes: {} });
  }

  change(choice: KeyChoice): void {
    this.choice = choice;
    this.#keep(choice);
  }
}
