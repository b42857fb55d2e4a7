import { spawn } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { createEditHistory } from '#engine/db/editHistory.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { fillProject } from './support/fillProject.ts';
import { create, makeFolder, open } from './support/openDesk.ts';

const kills = Number(process.env.FIRSTPASS_KILLS ?? 200);
const seed = Number(process.env.FIRSTPASS_SEED ?? Date.now() % 1_000_000);

let state = seed;
/** 0..1, from a linear congruential generator (Numerical Recipes): the same for the same seed. */
function random(): number {
  state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
  return state / 2 ** 32;
}

/** A process that will edit the project when told to. Started ahead, so that its start takes no time from the test. */
function startEditor(file: string, round: number) {
  const editor = spawn(
    process.execPath,
    [path.join(import.meta.dirname, 'children/edit.ts'), file, String(seed + round)],
    {
      stdio: ['pipe', 'pipe', 'inherit'],
    },
  );
  let output = '';
  editor.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  const gone = once(editor, 'close');
  return {
    async ready(): Promise<void> {
      while (!output.includes('ready\n')) await once(editor.stdout, 'data');
    },
    go: () => editor.stdin.write('go\n'),
    /** @returns what it had acknowledged: whole lines only. */
    async kill(): Promise<{ seq: number; hash: string }[]> {
      editor.kill('SIGKILL');
      const [code] = (await gone) as [number | null];
      expect(code, 'it was killed, it did not end by itself').toBeNull();
      return [...output.matchAll(/^ack (\d+) (\w+)\n/gm)].map(([, seq, hash]) => ({
        seq: Number(seq),
        hash: hash ?? '',
      }));
    },
  };
}

it(
  `loses nothing that was acknowledged when it is killed ${kills} times at random moments`,
  { timeout: 300_000 },
  async () => {
    console.log(`kills: ${kills}, seed: ${seed} (FIRSTPASS_SEED repeats it)`);
    const file = path.join(makeFolder(), 'crash.firstpass');
    const fresh = create(file);
    fillProject(fresh.db, { items: 30, predictionsPerItem: 5 });
    fresh.close();

    let acknowledged = 0;
    let beyond = 0;
    let next = startEditor(file, 0);
    for (let round = 1; round <= kills; round++) {
      const editor = next;
      await editor.ready();
      next = startEditor(file, round);
      editor.go();
      // From before the project is open until well into the editing.
      await wait(random() * 60);
      const acks = await editor.kill();
      acknowledged += acks.length;
      const project = open(file);
      const hashAt = project.db.prepare('SELECT hash FROM journal WHERE seq = ?').pluck();
      for (const { seq, hash } of acks) expect(hashAt.get(seq), `round ${round}: entry ${seq}`).toBe(hash);
      const { differences, entries } = verifyProject(project.db);
      expect(differences, `round ${round}`).toEqual([]);
      beyond += entries - (acks.at(-1)?.seq ?? entries);
      // Undo still knows what it can take back.
      createEditHistory(project.db).peekUndo();
      project.close();
    }
    await next.ready();
    await next.kill();
    console.log(
      `${acknowledged} acknowledged edits, all there; ${beyond} more were on disk before their answer was written`,
    );
    expect(acknowledged, 'the kills came while it was editing').toBeGreaterThan(0);
  },
);
