import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import type { SettingsStore } from '../settings.ts';
import type { HandlersOf } from './handler.ts';

export function createSettingsHandlers({
  settings,
  emitter,
}: {
  readonly settings: SettingsStore;
  readonly emitter: Emitter<EngineEvents>;
}): HandlersOf<'settings'> {
  return {
    'settings.get': () => settings.all(),
    'settings.set': ({ key, value }) => {
      settings.set(key, value);
      emitter.emit('settingsChanged', { key });
      return null;
    },
  };
}
