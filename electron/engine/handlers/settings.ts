import type { SettingsStore } from '../settings.ts';
import type { HandlersOf } from './handler.ts';

export function createSettingsHandlers({ settings }: { readonly settings: SettingsStore }): HandlersOf<'settings'> {
  return {
    'settings.get': () => settings.all(),
    'settings.set': ({ key, value }) => {
      settings.set(key, value);
      return null;
    },
  };
}
