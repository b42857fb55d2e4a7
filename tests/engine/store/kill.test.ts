import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { ops } from '#engine/db/ops/opRegistry.ts';
import { createEditHistory } from '#engine/db/editHistory.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { fillProject } from './support/fillProject.ts';
import { create, makeFolder, open } from './support/openDesk.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';

const lives = Number(process.env.FIRSTPASS_KILLS ?? 12);
const seed = Number(process.env.FIRSTPASS_SEED ?? Date.now() % 1_000_000);
const longestLifeMs = 600;
const enoughAcks = 40;

/** Lets a child work on the project for a moment, and kills it. @returns what it acknowledged */
async function liveAndDie(file: string, childSeed: number, lifeMs: number): Promise<readonly [string, string][]> {
  const script = path.join(import.meta.dirname, 'children/edit.ts');
  const child = spawn(process.execPath, [script, file, String(childSeed), 'Infinity', 'everything'], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const gone = once(child, 'exit');
  const acks: [string, string][] = [];
  let isTold: () => void = () => undefined;
  const hasWorked = new Promise<void>((resolve) => (isTold = resolve));
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (line === 'ready') child.stdin.write('go\n');
    const [, seq = '', hash = ''] = /^ack (\d+) (\w+)$/.exec(line) ?? [];
    if (seq !== '' && acks.push([seq, hash]) === enoughAcks) isTold();
  });
  // A child that ends by itself has failed; then this is over at once.
  await Promise.race([hasWorked, gone]);
  await wait(lifeMs);
  child.kill('SIGKILL');
  expect(await gone, 'it was killed, it did not end by itself').toEqual([null, 'SIGKILL']);
  return acks;
}

it(
  'killed in the middle of anything that the journal can hold, a project has all that was acknowledged',
  { timeout: 300_000 },
  async () => {
    console.log(`lives: ${lives}, seed: ${seed} (FIRSTPASS_SEED repeats it)`);
    const file = path.join(makeFolder(), 'killed.firstpass');
    const made = create(file);
    fillProject(made.db, { items: 4, predictionsPerItem: 12 });
    made.close();
    const random = seededRandom(seed);
    const seen = new Map<string, number>();
    for (let life = 1; life <= lives; life += 1) {
      const acks = await liveAndDie(file, random(1_000_000), random(longestLifeMs));
      const project = open(file);
      const hashAt = project.db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck();
      for (const [seq, hash] of acks) expect(hashAt.get(seq), `life ${life}: entry ${seq}`).toBe(hash);
      expect(verifyProject(project.db).differences, `life ${life}`).toEqual([]);
      // Undo still knows what it can take back.
      createEditHistory(project.db).peekUndo();
      for (const [op, count] of project.db.prepare('SELECT op, count(*) FROM journal GROUP BY op').raw().all() as [
        string,
        number,
      ][])
        seen.set(op, count);
      project.close();
    }
    console.log([...seen].map(([op, count]) => `${op} ${count}`).join(', '));
    // A restore, and what packages and their merges write, are one transaction each, which have tests of their own.
    const others = Object.keys(ops).filter((op) => !/^(restore|package|merge)\.|^roots\.moved$/.test(op));
    expect([...seen.keys()].sort()).toEqual(others.sort());
  },
);
