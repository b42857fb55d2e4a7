import type { KeyLayer } from '../keymap.ts';

/** Keys as people know them from another tool. */
export interface KeyPreset {
  /** The tool's own name; names are not translated. */
  readonly name: string;
  /** Commands whose keys differ from those of the registry. An empty list says that a command goes without. */
  readonly keys: KeyLayer;
}
