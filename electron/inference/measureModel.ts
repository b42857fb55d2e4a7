import type { OutputTensor } from '#models/families/family.ts';
import type { LoadedModel } from './LoadedModel.ts';

/** What a model says of a made picture, and how long a run takes when it is warm: the middle of three. */
export async function measureModel(
  model: Pick<LoadedModel, 'runMade'>,
): Promise<{ readonly outputs: readonly OutputTensor[]; readonly runMs: number }> {
  // Accelerators compile at the first run.
  const outputs = await model.runMade();
  const times: number[] = [];
  for (let round = 0; round < 3; round += 1) {
    const started = performance.now();
    await model.runMade();
    times.push(performance.now() - started);
  }
  return { outputs, runMs: times.sort((a, b) => a - b)[1] ?? 0 };
}
