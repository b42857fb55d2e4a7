import { cvat } from './cvat.ts';
import { firstpass } from './firstpass.ts';
import type { KeyPreset } from './keyPreset.ts';
import { labelme } from './labelme.ts';
import { labelStudio } from './labelStudio.ts';
import { prodigy } from './prodigy.ts';

export const presetRegistry = { firstpass, labelme, cvat, labelStudio, prodigy } as const satisfies Record<
  string,
  KeyPreset
>;

export type PresetId = keyof typeof presetRegistry;
export const presetIds = Object.keys(presetRegistry) as PresetId[];

export function isPresetId(value: unknown): value is PresetId {
  return typeof value === 'string' && Object.hasOwn(presetRegistry, value);
}
