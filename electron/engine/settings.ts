import path from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './jsonFile.ts';

const settingsSchema = z.record(z.string(), z.json());
export type Settings = z.infer<typeof settingsSchema>;

/** What a person chose for the program (theme, language, panels), across projects. */
export interface SettingsStore {
  all(): Settings;
  set(key: string, value: z.infer<ReturnType<typeof z.json>>): void;
}

export function createSettings(dataFolder: string): SettingsStore {
  const file = path.join(dataFolder, 'settings.json');
  const parsed = settingsSchema.safeParse(readJsonFile(file));
  let settings: Settings = parsed.success ? parsed.data : {};
  return {
    all: () => settings,
    set(key, value) {
      const next = { ...settings, [key]: value };
      writeJsonFile(file, next);
      settings = next;
    },
  };
}
