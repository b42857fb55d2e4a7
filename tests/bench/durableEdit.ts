import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import Database from 'better-sqlite3';
import { createProjectFile, setPragmas } from '#engine/db/openProject.ts';
import { silentLogger } from '#shared/base/log.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { AnnotationId, ItemId } from '#shared/model/ids.ts';
import { makeAnnotation, makeChange } from '#tests/engine/store/support/edits.ts';
import { fillProject } from '#tests/engine/store/support/fillProject.ts';
import { handDesk } from '#tests/engine/store/support/handDesk.ts';
import type { BenchResult } from './benchResult.ts';

const rounds = 1500;
const warmUp = 1000;
const budget = 1.5;

/** The value below which a share of the samples lies, 0..1; nearest rank. */
function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

function timeMs(work: () => unknown): number {
  const started = performance.now();
  work();
  return performance.now() - started;
}

/** A person draws, moves and deletes boxes: one edit a call, through the door's schema and the real handler. */
function createEditor(folder: string): { edit: () => void; forgetEvents: () => void; close: () => void } {
  const project = createProjectFile(path.join(folder, 'edit.firstpass'), { actor: 'bench', logger: silentLogger });
  const { itemIds } = fillProject(project.db, { items: 200, predictionsPerItem: 10 });
  const { call, takeEvents } = handDesk(project);
  const revisions = new Map<ItemId, number>();
  const drawn: { itemId: ItemId; annotation: Annotation }[] = [];
  let count = 0;
  const apply = (itemId: ItemId, change: ReturnType<typeof makeChange>): void => {
    const answer = call('annotations.apply', {
      itemId,
      baseRevision: revisions.get(itemId) ?? 0,
      change,
      label: 'Bench',
    });
    if (!answer.ok) throw new Error(answer.reason);
    revisions.set(itemId, answer.revision);
  };
  return {
    edit() {
      count += 1;
      const last = drawn.at(-1);
      if (count % 3 === 0 && last) {
        const moved = { ...last.annotation, z: last.annotation.z + 1 };
        apply(last.itemId, makeChange({ annotations: { updated: [[last.annotation, moved]] } }));
        last.annotation = moved;
      } else if (count % 7 === 0 && last) {
        apply(last.itemId, makeChange({ annotations: { removed: [last.annotation] } }));
        drawn.pop();
      } else {
        const itemId = itemIds[count % itemIds.length] as ItemId;
        const annotation = makeAnnotation({ id: randomUUID() as AnnotationId });
        apply(itemId, makeChange({ annotations: { added: [annotation] } }));
        drawn.push({ itemId, annotation });
      }
    },
    forgetEvents: () => void takeEvents(),
    close: () => project.close(),
  };
}

/** The yardstick: one small row, one commit, the same pragmas. */
function createBare(folder: string): { commit: () => void; close: () => void } {
  const db = new Database(path.join(folder, 'bare.sqlite'));
  setPragmas(db);
  db.exec('CREATE TABLE row (id INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT');
  const insert = db.prepare('INSERT INTO row (text) VALUES (?)');
  const text = JSON.stringify(makeAnnotation());
  return { commit: () => void insert.run(text), close: () => void db.close() };
}

/** DESIGN section 9, number 5. The two take turns, so that the disk's moods hit both alike. */
export function run(): Promise<BenchResult[]> {
  // FIRSTPASS_BENCH_FOLDER: for machines whose temporary folder lies in memory, where a commit costs nothing.
  const folder = mkdtempSync(path.join(process.env.FIRSTPASS_BENCH_FOLDER ?? os.tmpdir(), 'firstpass-bench-'));
  const [editor, bare] = [createEditor(folder), createBare(folder)];
  const edits: number[] = [];
  const commits: number[] = [];
  try {
    for (let round = 0; round < warmUp + rounds; round++) {
      const isEven = round % 2 === 0;
      const first = isEven ? timeMs(bare.commit) : timeMs(editor.edit);
      const second = isEven ? timeMs(editor.edit) : timeMs(bare.commit);
      editor.forgetEvents();
      if (round < warmUp) continue;
      commits.push(isEven ? first : second);
      edits.push(isEven ? second : first);
    }
  } finally {
    editor.close();
    bare.close();
    rmSync(folder, { recursive: true, force: true });
  }
  const ratio = quantile(edits, 0.95) / quantile(commits, 0.95);
  const show = (samples: readonly number[]): string =>
    [0.5, 0.95, 0.99].map((share) => `p${share * 100} ${quantile(samples, share).toFixed(3)} ms`).join(', ');
  return Promise.resolve([
    {
      name: 'durable edit, p95 against a bare one-row commit',
      value: Number(ratio.toFixed(3)),
      unit: 'x',
      budget: `<= ${budget}`,
      ok: ratio <= budget,
      detail: `${rounds} of each, in turns; edit ${show(edits)}; bare ${show(commits)}`,
    },
  ]);
}

if (process.argv[1] === import.meta.filename) console.table(await run());
