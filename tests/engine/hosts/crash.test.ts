import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createEditHistory } from '#engine/db/editHistory.ts';
import { verifyProject } from '#engine/db/verifyProject.ts';
import { runCli } from '#tests/support/runCli.ts';
import { copySampleImages } from '#tests/support/sampleImages.ts';
import { connectToServe } from '#tests/support/serveClient.ts';
import type { ServeClient } from '#tests/support/serveClient.ts';
import { open } from '../store/support/openDesk.ts';
import { seededRandom } from '#tests/support/randomVerb.ts';
import { randomEdit } from '../store/support/randomEdit.ts';

const kills = Number(process.env.FIRSTPASS_KILLS ?? 200);
const seed = Number(process.env.FIRSTPASS_SEED ?? Date.now() % 1_000_000);
const longestLifeMs = 150;

interface Ack {
  readonly seq: number;
  readonly label: string;
}

/** The whole program on a project, in a process group of its own: what a power cut ends at once. */
async function startProgram(file: string, env: NodeJS.ProcessEnv) {
  const child = spawn(
    path.resolve('node_modules/.bin/node'),
    [path.resolve('out/main/cli.js'), 'serve', file, '--json'],
    {
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const gone = once(child, 'exit');
  let output = '';
  let url: string | undefined;
  for await (const chunk of child.stdout) {
    output += String(chunk);
    url = /"url": "([^"]+)"/.exec(output)?.[1];
    if (url !== undefined) break;
  }
  if (url === undefined) throw new Error(`the program ended without an address: ${output}`);
  return {
    url,
    async kill(): Promise<void> {
      // The number of a process group is its first process's, with a minus.
      process.kill(-Number(child.pid), 'SIGKILL');
      const [, signal] = (await gone) as [number | null, string | null];
      expect(signal, 'it was killed, it did not end by itself').toBe('SIGKILL');
    },
  };
}

/** Edits through the socket, one after the other, until the program is gone. */
async function editUntilGone(
  client: ServeClient,
  random: (below: number) => number,
  round: number,
  acknowledge: (ack: Ack) => void,
): Promise<void> {
  const { items } = await client.call('items.list', { query: {}, offset: 0, limit: 100 });
  for (let count = 0; ; count += 1) {
    const itemId = items[random(items.length)]?.id ?? items[0]!.id;
    const document = await client.call('items.document', { itemId });
    const change = randomEdit(random, document);
    if (change === 'undo' || change === 'redo') {
      const entry = await client.call(change === 'undo' ? 'history.undo' : 'history.redo', {});
      if (entry) acknowledge({ seq: entry.seq, label: entry.label });
      continue;
    }
    const label = `Edit ${round}.${count}`;
    const baseRevision = document.item.revision;
    const answer = await client.call('annotations.apply', { itemId, baseRevision, change, label });
    if (!answer.ok) throw new Error(`an edit that fits was refused: ${answer.reason}`);
    acknowledge({ seq: answer.seq, label });
  }
}

test(
  `the whole program, killed ${kills} times at random moments, has every edit that it acknowledged`,
  { timeout: 900_000 },
  async () => {
    console.log(`kills: ${kills}, seed: ${seed} (FIRSTPASS_SEED repeats it)`);
    const home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-crash-'));
    onTestFinished(() => rmSync(home, { recursive: true, force: true }));
    const env = { ...process.env, FIRSTPASS_DATA: path.join(home, 'data') };
    const file = path.join(home, 'crash.firstpass');
    copySampleImages(path.join(home, 'images'), 6);
    const cli = async (...args: string[]): Promise<void> => expect((await runCli(args, env)).code).toBe(0);
    await cli('init', file, '--images', path.join(home, 'images'), '--classes', 'red cell,white cell,platelet');
    await cli('prelabel', file, '--model', 'cells');
    const random = seededRandom(seed);

    let [acknowledged, roundsWithEdits] = [0, 0];
    for (let round = 1; round <= kills; round += 1) {
      const program = await startProgram(file, env);
      const client = await connectToServe(program.url);
      const acks: Ack[] = [];
      let tellFirst = (): void => undefined;
      const first = new Promise<void>((resolve) => (tellFirst = resolve));
      const editing = editUntilGone(client, random, round, (ack) => {
        acks.push(ack);
        tellFirst();
      });
      const ended = expect(editing).rejects.toThrow('the host went away');
      // One life in four may end before its first edit, however long that takes on this machine.
      if (round % 4 > 0) await Promise.race([first, editing]);
      await wait(random(longestLifeMs));
      await program.kill();
      await ended;
      acknowledged += acks.length;
      roundsWithEdits += Math.min(1, acks.length);
      const project = open(file);
      const labelAt = project.db.prepare('SELECT label FROM journal WHERE seq = ?').pluck();
      for (const { seq, label } of acks) expect(labelAt.get(seq), `round ${round}: entry ${seq}`).toBe(label);
      expect(verifyProject(project.db).differences, `round ${round}`).toEqual([]);
      // Undo still knows what it can take back.
      createEditHistory(project.db).peekUndo();
      project.close();
    }
    console.log(`${acknowledged} acknowledged edits in ${roundsWithEdits} of ${kills} lives, all there`);
    expect(roundsWithEdits, 'the kills came while it was editing').toBeGreaterThanOrEqual(Math.floor((3 * kills) / 4));
  },
);
