import { fork } from 'node:child_process';
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

/** What decoding and the model alone cost, in a process of its own with nothing around them. */
export function bareCost(modelPath: string, card: ModelCard, photos: readonly string[]): Promise<BareCost> {
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
