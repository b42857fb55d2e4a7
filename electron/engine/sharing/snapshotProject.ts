import { openReader } from '../db/openReader.ts';

/** Writes a copy of a project as it is at this moment, while others go on writing. Only what is in use is in it. */
export function snapshotProject(projectPath: string, target: string): void {
  const db = openReader(projectPath);
  try {
    db.prepare('VACUUM INTO ?').run(target);
  } finally {
    db.close();
  }
}
