import { existsSync } from 'node:fs';
import path from 'node:path';
import { newestFormat } from '../../db/inspectProject.ts';
import type { Version } from '#shared/contract/versions.ts';
import type { BoundedFolder } from '../../library/createBoundedFolder.ts';

/** Databases of versions: derived data, made when one is needed and kept as long as there is room. */
export interface Snapshots {
  /** @returns where it lies @throws what `build` throws */
  of(version: Version): Promise<string>;
}

export function createSnapshots(deps: {
  readonly folder: BoundedFolder;
  readonly build: (version: Version, target: string) => Promise<unknown>;
}): Snapshots {
  const { folder, build } = deps;
  const building = new Map<string, Promise<unknown>>();
  return {
    async of(version) {
      // The hash names all that was ever done up to there; another program may keep its tables in another way.
      const name = `${version.journalHash}-${newestFormat}.sqlite`;
      const target = path.join(folder.folder, name);
      const running = building.get(name);
      if (running) await running;
      else if (existsSync(target)) await folder.noteUse(name);
      else {
        const work = build(version, target).finally(() => building.delete(name));
        building.set(name, work);
        await work;
        await folder.noteAdded(name);
      }
      return target;
    },
  };
}
