import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import Database from 'better-sqlite3';
import { addItems } from '#engine/db/itemFiles.ts';
import { addRootRow } from '#engine/db/roots.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { openArchive } from '#engine/sharing/openArchive.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { create, makeFolder } from '../store/support/openDesk.ts';

const child = path.join(import.meta.dirname, 'children/dieWhilePacking.ts');

function makeProject(): { home: string; project: string } {
  const home = makeFolder();
  copySampleImages(path.join(home, 'images'), 4);
  const file = path.join(home, 'cells.firstpass');
  const project = create(file);
  const writer = { db: project.db, actor: 'tester' };
  addItems(writer, addRootRow(writer, path.join(home, 'images')), readdirSync(path.join(home, 'images')));
  project.close();
  return { home, project: file };
}

function run(...args: readonly string[]): { signal: string | null; looks: number } {
  const { signal, stdout } = spawnSync(process.execPath, [child, ...args]);
  return { signal, looks: Number(String(stdout)) };
}

/** At the first look, at the last, and in between. */
const momentsOf = (looks: number): number[] => [1, Math.ceil(looks / 3), Math.ceil((looks * 2) / 3), looks - 1, looks];
const hidden = (folder: string): string[] => readdirSync(folder).filter((name) => name.startsWith('.'));

it('killed at any moment, packing leaves no archive, and the next one what the killed one left behind', async () => {
  const { home, project } = makeProject();
  const { looks } = run('pack', project, path.join(home, 'whole.zip'), 'never');
  expect(looks).toBeGreaterThan(5);
  const target = path.join(home, 'cells.zip');
  for (const after of momentsOf(looks)) {
    expect(run('pack', project, target, String(after)).signal).toBe('SIGKILL');
    expect(existsSync(target)).toBe(false);
    expect(hidden(home).length).toBe(1);
  }
  expect(run('pack', project, target, 'never').signal).toBeNull();
  expect(hidden(home)).toEqual([]);
  const archive = await openArchive(target);
  archive.close();
  expect(archive.manifest.files).toHaveLength(5);
});

it('killed at any moment, unpacking leaves no folder, and the next one what the killed one left behind', () => {
  const { home, project } = makeProject();
  const [archive, target] = [path.join(home, 'cells.zip'), path.join(home, 'elsewhere')];
  run('pack', project, archive, 'never');
  const { looks } = run('unpack', archive, path.join(home, 'whole'), 'never');
  expect(looks).toBeGreaterThan(5);
  for (const after of momentsOf(looks)) {
    expect(run('unpack', archive, target, String(after)).signal).toBe('SIGKILL');
    expect(existsSync(target)).toBe(false);
    expect(hidden(home).length).toBe(1);
  }
  expect(run('unpack', archive, target, 'never').signal).toBeNull();
  expect(hidden(home)).toEqual([]);
  const db = new Database(path.join(target, 'cells.firstpass'), { readonly: true });
  expect(verifyProject(db).differences).toEqual([]);
  db.close();
});
