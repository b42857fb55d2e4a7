import { fork } from 'node:child_process';
import os from 'node:os';
import path from 'node:path';
import type { ModelCard } from '#shared/model/modelCard.ts';

/** CPU time of all threads, for one image. */
export interface BareCost {
  /** Of reading, decoding and resizing together: nothing less gives the pixels. */
  readonly decodeCpuMs: number;
  /** Parts of `decodeCpuMs`. */
  readonly readCpuMs: number;
  readonly resizeCpuMs: number;
  readonly runCpuMs: number;
  /** The model's numbers made into predictions, and the choice among those that overlap. */
  readonly outputsCpuMs: number;
  readonly nmsCpuMs: number;
}

function measureOnce(modelPath: string, card: ModelCard, photos: readonly string[]): Promise<BareCost> {
  const child = fork(path.resolve('tests/bench/bareCostProcess.ts'), [], {
    env: { ...process.env, ORT_DISABLE_TELEMETRY: '1' },
  });
  return new Promise((resolve, reject) => {
    child.once('message', (cost) => {
      resolve(cost as BareCost);
      child.kill();
    });
    child.once('error', reject);
    child.once('exit', (code) => reject(new Error(`the bare measurement ended with ${code}`)));
    child.send({ modelPath, card, photos });
  });
}

/**
 * What decoding and the model alone cost, in processes of their own with nothing around them: one a core at the same time,
 * since all cores share the memory, and the limit is that of the whole machine.
 */
export async function bareCost(modelPath: string, card: ModelCard, photos: readonly string[]): Promise<BareCost> {
  const each = Array.from({ length: os.availableParallelism() }, () => measureOnce(modelPath, card, photos));
  const costs = await Promise.all(each);
  const mean = (of: (cost: BareCost) => number): number => costs.reduce((sum, one) => sum + of(one), 0) / costs.length;
  return {
    ...{ decodeCpuMs: mean((one) => one.decodeCpuMs), readCpuMs: mean((one) => one.readCpuMs) },
    ...{ resizeCpuMs: mean((one) => one.resizeCpuMs), runCpuMs: mean((one) => one.runCpuMs) },
    ...{ outputsCpuMs: mean((one) => one.outputsCpuMs), nmsCpuMs: mean((one) => one.nmsCpuMs) },
  };
}
