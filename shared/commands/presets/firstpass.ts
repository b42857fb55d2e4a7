import type { KeyPreset } from './keyPreset.ts';

/** Our own keys: those of the command registry, as they are. */
export const firstpass: KeyPreset = { name: 'Firstpass', keys: {} };
