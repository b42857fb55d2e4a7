import type { OutputTensor } from '#models/families/family.ts';
import type { LoadedModel } from './LoadedModel.ts';

/** More than that to measure a device would keep a person waiting who has a processor. */
const longMs = 1_000;

/**
 * What a model says of a made picture, and how long a run takes when it is warm: the middle of three, or of fewer where it
 * takes seconds.
 */
export async function measureModel(
  model: Pick<LoadedModel, 'runMade'>,
): Promise<{ readonly outputs: readonly OutputTensor[]; readonly runMs: number }> {
  // Accelerators compile at the first run.
  const outputs = await model.runMade();
  const times: number[] = [];
  for (let total = 0; times.length < 3 && total < longMs;) {
    const started = performance.now();
    await model.runMade();
    const runMs = performance.now() - started;
    times.push(runMs);
    total += runMs;
  }
  return { outputs, runMs: times.sort((a, b) => a - b)[times.length >> 1] ?? 0 };
}
