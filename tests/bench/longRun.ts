import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { JobId } from '#shared/model/ids.ts';
import { classifierLayouts } from '#tests/support/familyLayouts.ts';
import { makeConstantModel } from '#tests/support/makeConstantModel.ts';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { BenchResult } from './benchResult.ts';
import { fillFolder } from './fillFolder.ts';
import { processUse } from './processUse.ts';

/** How a run stands at a moment. */
interface Mark {
  readonly done: number;
  readonly atMs: number;
  readonly mainMb: number;
  readonly lanesMb: number;
}

/** A classifier that computes next to nothing: what is measured is all around it. */
const tiny = assertExists(
  classifierLayouts.find(({ inputs: [input] }) => input?.dtype === 'uint8'),
  'there is a layout that takes bytes',
);

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function look(t: TestEngine, done: number): Mark {
  const lanes = t.children.filter(({ kind }) => kind === 'inference');
  return {
    done,
    atMs: performance.now(),
    mainMb: process.memoryUsage().rss / 1e6,
    lanesMb: sum(lanes.map(({ child }) => processUse(child.pid).residentMb)),
  };
}

/** Marks at each of the shares of the run that is under way. */
async function watch(t: TestEngine, jobId: JobId, total: number, shares: readonly number[]): Promise<Mark[]> {
  const marks: Mark[] = [];
  const off = t.engine.events.on('jobProgressed', ({ job }) => {
    while (job.id === jobId && marks.length < shares.length && job.done >= total * (shares[marks.length] ?? 1))
      marks.push(look(t, job.done));
  });
  try {
    // Longer than any single wait of the tests.
    while ((await t.engine.call('jobs.list', {})).find(({ id }) => id === jobId)?.state === 'running')
      await new Promise((resolve) => setTimeout(resolve, 50));
  } finally {
    off();
  }
  return marks;
}

/** How long a run takes to end after it was cancelled, asked at five moments while it works. */
async function measureCancel(t: TestEngine, start: () => Promise<JobId>): Promise<number> {
  const times: number[] = [];
  for (let round = 0; round < 5; round += 1) {
    const jobId = await start();
    await t.until(
      async () => ((await t.engine.call('jobs.list', {})).find(({ id }) => id === jobId)?.done ?? 0) > 200,
      'a run that works',
    );
    const asked = performance.now();
    await t.engine.call('jobs.cancel', { jobId });
    await t.ended(jobId);
    times.push(performance.now() - asked);
  }
  return Math.max(...times);
}

/** A run over `count` images: whether it grows or slows on its way, and how soon it ends when it is cancelled. */
export async function run(count = 100_000): Promise<readonly BenchResult[]> {
  const t = startEngine();
  try {
    const images = path.join(t.home, 'images');
    mkdirSync(images);
    await fillFolder(images, count);
    await t.create('p', images);
    await t.engine.call('roots.settled', {});
    const file = path.join(t.home, 'tiny.onnx');
    writeFileSync(file, makeConstantModel(tiny));
    const { sha256 } = await t.engine.call('models.add', { file: t.engine.grants.add(file).id });
    const start = async (): Promise<JobId> =>
      (await t.engine.call('runs.start', { modelSha256: sha256, device: 'cpu', scoreThreshold: 0.3 })).jobId;
    const cancelMs = await measureCancel(t, start);
    const [first, tenth, half, most, last] = await watch(t, await start(), count, [0.001, 0.1, 0.5, 0.9, 0.999]);
    if (!first || !tenth || !half || !most || !last) throw new Error('the run ended before it was looked at');
    const rate = (from: Mark, to: Mark): number => ((to.done - from.done) / (to.atMs - from.atMs)) * 1000;
    const [early, late] = [rate(first, tenth), rate(most, last)];
    const memory = ({ mainMb, lanesMb }: Mark): number => mainMb + lanesMb;
    const say = ({ mainMb, lanesMb }: Mark): string => `${mainMb.toFixed(0)} + ${lanesMb.toFixed(0)}`;
    const [slowed, grown] = [late / early, memory(most) / memory(tenth)];
    return [
      {
        name: `long run: speed of its last tenth, of its first`,
        ...{ value: slowed, unit: 'x', budget: '>= 0.9', ok: slowed >= 0.9 },
        detail: `${count} images; ${early.toFixed(0)} images/s up to 10 %, ${rate(tenth, half).toFixed(0)} up to 50 %, ${rate(half, most).toFixed(0)} up to 90 %, ${late.toFixed(0)} at the end`,
      },
      {
        name: 'long run: memory at 90 %, of that at 10 %',
        ...{ value: grown, unit: 'x', budget: '<= 1.2', ok: grown <= 1.2 },
        detail: `main + inference processes: ${say(tenth)} MB at 10 %, ${say(half)} MB at 50 %, ${say(most)} MB at 90 %`,
      },
      {
        name: 'long run: from cancelling to its end',
        ...{ value: cancelMs, unit: 'ms', budget: '<= 500', ok: cancelMs <= 500 },
        detail: 'the longest of five, while batches are under way',
      },
    ];
  } finally {
    await t.close();
  }
}
