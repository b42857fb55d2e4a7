import { mkdirSync, readdirSync, symlinkSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { startEngine } from '#tests/support/startEngine.ts';
import type { TestEngine } from '#tests/support/startEngine.ts';
import { sharedData } from '#tests/support/sharedData.ts';
import type { BenchResult } from './benchResult.ts';
import { bareCost } from './bareCost.ts';
import type { BareCost } from './bareCost.ts';
import { processUse } from './processUse.ts';

/** Of different families. */
const models = ['yolox_nano', 'mobilenet_v2_1.0_224_uint8_nhwc', 'ultraface_rfb_320', 'fastestdet'];
const budget = 0.9;

const runTimesLine = 'where the time of a run went';

/** Where the time of a run went, in milliseconds of a process an image; writing goes on beside. */
function sayTimes(details: Readonly<Record<string, unknown>>): string {
  const steps = [
    ['wait for pixels', 'decodeMs'],
    ['tensor', 'tensorMs'],
    ['run', 'runMs'],
    ['outputs and NMS', 'postMs'],
    ['idle', 'idleMs'],
  ] as const;
  const each = steps.map(([name, key]) => `${name} ${Number(details[key]).toFixed(2)}`).join(', ');
  return `${String(details.lanes)} processes, process ms an image: ${each}; beside it store ${Number(details.storeMs).toFixed(2)}`;
}

/** What each step costs by itself. */
function sayCost(cost: BareCost): string {
  const { decodeCpuMs, readCpuMs, resizeCpuMs, runCpuMs, outputsCpuMs, nmsCpuMs } = cost;
  const steps = {
    ...{ read: readCpuMs, decode: decodeCpuMs - readCpuMs - resizeCpuMs, resize: resizeCpuMs },
    ...{ run: runCpuMs, outputs: outputsCpuMs, NMS: nmsCpuMs },
  };
  const said = Object.entries(steps).map(([name, ms]) => `${name} ${ms.toFixed(2)}`);
  return `CPU ms an image of each step alone: ${said.join(', ')}`;
}

/** CPU time of this process and its children so far. */
function cpuSoFar(t: TestEngine): number {
  const { user, system } = process.cpuUsage();
  const ofChildren = t.children.map(({ child }) => processUse(child.pid).cpuMs);
  return ofChildren.reduce((sum, ms) => sum + ms, (user + system) / 1000);
}

/**
 * Images a second from files on disk to predictions in SQLite, against the work-conserving limit measured in the same run:
 * cores / (CPU of decoding to the model's size + CPU of a bare session.run) for an image.
 */
async function measure(
  name: string,
  modelPath: string,
  photos: readonly string[],
  imageCount: number,
): Promise<BenchResult[]> {
  const t = startEngine();
  try {
    const images = path.join(t.home, 'images');
    mkdirSync(images);
    for (let index = 0; index < imageCount; index += 1) {
      symlinkSync(photos[index % photos.length] ?? '', path.join(images, `${String(index).padStart(4, '0')}.jpg`));
    }
    await t.create('p', images);
    await t.settled();
    const model = await t.engine.call('models.add', { file: t.engine.grants.add(modelPath).id });
    const run = async (): Promise<{ readonly rate: number; readonly cpuMs: number }> => {
      const [started, cpuBefore] = [performance.now(), cpuSoFar(t)];
      const { jobId } = await t.engine.call('runs.start', {
        modelSha256: model.sha256,
        device: 'cpu',
        scoreThreshold: 0.3,
      });
      await t.ended(jobId);
      const rate = imageCount / ((performance.now() - started) / 1000);
      return { rate, cpuMs: (cpuSoFar(t) - cpuBefore) / imageCount };
    };
    await run();
    const rates: number[] = [];
    const limits: number[] = [];
    const shares: number[] = [];
    let [detail, cpuDetail] = ['', ''];
    // Side by side, three times: the machine's mood is the same for both.
    for (let round = 0; round < 3; round += 1) {
      const cost = await bareCost(modelPath, model.card, photos);
      const least = cost.decodeCpuMs + cost.runCpuMs;
      const { rate, cpuMs } = await run();
      limits.push(os.availableParallelism() / (least / 1000));
      rates.push(rate);
      shares.push(least / cpuMs);
      detail = `decode ${cost.decodeCpuMs.toFixed(1)} + run ${cost.runCpuMs.toFixed(1)} CPU ms an image`;
      cpuDetail = `${least.toFixed(1)} of ${cpuMs.toFixed(1)} CPU ms an image; ${sayCost(cost)}`;
    }
    const middle = (values: number[]): number => values.sort((a, b) => a - b)[1] ?? Number.NaN;
    const [rate, limit] = [middle(rates), middle(limits)];
    const value = rate / limit;
    const where = sayTimes(t.logLines.filter(({ message }) => message === runTimesLine).at(-1)?.details ?? {});
    const share = middle(shares);
    return [
      {
        name: `pre-label throughput, ${name}`,
        ...{ value, unit: 'x', budget: `>= ${budget}`, ok: value >= budget },
        detail: `${rate.toFixed(1)} of ${limit.toFixed(1)} images/s; ${detail}; ${where}`,
      },
      {
        // A busy machine slows the run, but hardly makes it cost more: this says what is lost on the way.
        name: `pre-label CPU, bare of all, ${name}`,
        ...{ value: share, unit: 'x', budget: `>= ${budget}`, ok: share >= budget },
        detail: cpuDetail,
      },
    ];
  } finally {
    await t.close();
  }
}

export async function run(names = models, imageCount = 1600): Promise<BenchResult[]> {
  const folder = sharedData('images/coco/images');
  if (!folder) return [];
  const photos = ['train2017', 'val2017'].flatMap((part) =>
    readdirSync(path.join(folder, part)).map((file) => path.join(folder, part, file)),
  );
  const results: BenchResult[] = [];
  for (const name of names) {
    const model = sharedData(`models/${name}.onnx`);
    if (model) results.push(...(await measure(name, model, photos, imageCount)));
  }
  return results;
}
