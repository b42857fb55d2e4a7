import type { ProbeResult } from '#shared/contract/inferenceApi.ts';
import type { Accelerator, UsedDevice } from '#shared/model/run.ts';

/** How a device did when it was tried. */
export interface Trial {
  readonly device: Accelerator;
  readonly result: ProbeResult;
}

export interface DeviceChoice {
  readonly device: UsedDevice;
  /** Why this one, and why not the others; for people. */
  readonly notes: readonly string[];
}

const inMs = (ms: number): string => `${ms >= 10 ? Math.round(ms) : Number(ms.toFixed(1))} ms`;

/**
 * The fastest device whose results are those of the processor; at equal speed the processor, which has many lanes and no
 * driver.
 * @param cpuMs of one image on one lane
 * @param lanes processes that share the work when the processor does it
 */
export function chooseDevice(trials: readonly Trial[], cpuMs: number, lanes: number): DeviceChoice {
  const cpuImageMs = cpuMs / lanes;
  let [device, bestMs]: [UsedDevice, number] = ['cpu', cpuImageMs];
  for (const trial of trials) {
    const { result } = trial;
    if (result.ok && result.agrees && result.runMs < bestMs) [device, bestMs] = [trial.device, result.runMs];
  }
  const notes = trials
    .filter((trial) => trial.device !== device)
    .map(({ device: other, result }) => {
      if (!result.ok) return `${other} not used: ${result.reason}`;
      if (!result.agrees) return `${other} not used: its results differ from those of the cpu`;
      return `${other} not used: slower, ${inMs(result.runMs)} an image against ${inMs(bestMs)}`;
    });
  const faster = `${inMs(bestMs)} an image against ${inMs(cpuImageMs)} on the cpu, with the same results`;
  return { device, notes: device === 'cpu' ? notes : [faster, ...notes] };
}
