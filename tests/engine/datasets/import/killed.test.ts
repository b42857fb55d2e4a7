import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { findHead } from '#engine/db/journal.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { fillProject } from '../../store/support/fillProject.ts';
import { create, makeFolder, open } from '../../store/support/openDesk.ts';

const child = path.join(import.meta.dirname, '../children/dieWhileImporting.ts');
const [images, perImage] = [600, 20] as const;

/** Every image with labels, of a class that the project has not. */
function makeSource(file: string): void {
  const numbers = Array.from({ length: images }, (_, at) => at);
  const name = (at: number): string => `image ${String(at).padStart(7, '0')}.jpg`;
  const source = {
    categories: [{ id: 1, name: 'new' }],
    images: numbers.map((at) => ({ id: at, file_name: name(at), width: 4000, height: 3000 })),
    annotations: numbers.flatMap((at) =>
      Array.from({ length: perImage }, (_, z) => ({ id: 1, image_id: at, category_id: 1, bbox: [z, at, 20.5, 30] })),
    ),
  };
  writeFileSync(file, JSON.stringify(source));
}

/** What the project holds, after it was found to be in order. */
function look(file: string): {
  readonly head: string | undefined;
  readonly labels: unknown;
  readonly classes: unknown;
} {
  const { db, close } = open(file);
  try {
    expect(verifyProject(db).differences).toEqual([]);
    const count = (table: string): unknown => db.prepare(`SELECT count(*) FROM ${table}`).pluck().get();
    return { head: findHead(db)?.op, labels: count('annotations'), classes: count('classes') };
  } finally {
    close();
  }
}

function start(): { file: string; source: string } {
  const home = makeFolder();
  const [file, source] = [path.join(home, 'cells.firstpass'), path.join(home, 'coco.json')];
  const project = create(file);
  fillProject(project.db, { items: images, predictionsPerItem: 0 });
  project.close();
  makeSource(source);
  return { file, source };
}

const after = { head: 'import.finished', labels: images * perImage, classes: 4 } as const;

it('killed before all is written, an import leaves nothing; killed behind that, all of it', () => {
  const { file, source } = start();
  const before = look(file);
  // At the first image, in between, and when all but the last entry is written.
  for (const items of [1, images / 2, images]) {
    expect(spawnSync(process.execPath, [child, file, source, 'items', String(items)]).signal).toBe('SIGKILL');
    expect(look(file)).toEqual(before);
  }
  expect(spawnSync(process.execPath, [child, file, source, 'committed']).signal).toBe('SIGKILL');
  expect(look(file)).toEqual(after);
  const again = spawnSync(process.execPath, [child, file, source, 'never']);
  expect(String(again.stdout)).toBe('writing 0');
  expect(look(file)).toEqual(after);
});

it('killed at random moments, an import is there as a whole or not at all', async () => {
  const { file, source } = start();
  const before = look(file);
  for (let round = 0; round < 8; round += 1) {
    const delayMs = Math.random() * 400;
    const copy = path.join(path.dirname(file), `copy ${round}.firstpass`);
    copyFileSync(file, copy);
    const program = spawn(process.execPath, [child, copy, source, 'never'], { stdio: ['ignore', 'pipe', 'inherit'] });
    const ended = once(program, 'exit');
    await once(program.stdout, 'data');
    const timer = setTimeout(() => program.kill('SIGKILL'), delayMs);
    await ended;
    clearTimeout(timer);
    expect([before, after], `killed after ${delayMs} ms`).toContainEqual(look(copy));
  }
});
