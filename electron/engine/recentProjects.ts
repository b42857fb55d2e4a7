import { existsSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { readJsonFile, writeJsonFile } from './jsonFile.ts';

const recentSchema = z.array(z.object({ path: z.string(), openedAt: z.string() }));
type Recent = z.infer<typeof recentSchema>[number];

const keep = 20;

/** The projects opened last, newest first. */
export interface RecentProjects {
  list(): readonly (Recent & { readonly name: string; readonly exists: boolean })[];
  remember(projectPath: string): void;
}

export function createRecentProjects(dataFolder: string): RecentProjects {
  const file = path.join(dataFolder, 'recent.json');
  const load = (): Recent[] => {
    const parsed = recentSchema.safeParse(readJsonFile(file));
    return parsed.success ? parsed.data : [];
  };
  return {
    list: () =>
      load().map((recent) => ({
        ...recent,
        name: path.basename(recent.path, '.firstpass'),
        exists: existsSync(recent.path),
      })),
    remember(projectPath) {
      const others = load().filter((recent) => recent.path !== projectPath);
      const newest = { path: projectPath, openedAt: new Date().toISOString() };
      writeJsonFile(file, [newest, ...others].slice(0, keep));
    },
  };
}
