import type { StepTimes } from '#shared/contract/inferenceApi.ts';

/** Where the time of a run goes, in milliseconds an image. */
export interface ImageTimes extends StepTimes {
  /** Written to the project, while the processes go on. */
  readonly storeMs: number;
  /** Of all processes together: asking, answering, waiting for each other. */
  readonly idleMs: number;
  readonly lanes: number;
  readonly images: number;
}

export interface RunTimes {
  /** @param lane whose times they are: the one process or another */
  add(lane: object, times: StepTimes): void;
  addStore(ms: number): void;
  /** @param elapsedMs from the first image that was handed out to the end of the last */
  perImage(images: number, elapsedMs: number): ImageTimes;
}

export function createRunTimes(): RunTimes {
  const sum = { decodeMs: 0, tensorMs: 0, runMs: 0, postMs: 0 };
  const lanes = new Set<object>();
  let storeMs = 0;
  return {
    add(lane, times) {
      lanes.add(lane);
      for (const step of ['decodeMs', 'tensorMs', 'runMs', 'postMs'] as const) sum[step] += times[step];
    },
    addStore: (ms) => void (storeMs += ms),
    perImage(images, elapsedMs) {
      const count = Math.max(1, images);
      const { decodeMs, tensorMs, runMs, postMs } = sum;
      const idleMs = Math.max(0, elapsedMs * lanes.size - decodeMs - tensorMs - runMs - postMs);
      const steps = { decodeMs, tensorMs, runMs, postMs, storeMs, idleMs };
      const each = Object.fromEntries(Object.entries(steps).map(([step, ms]) => [step, ms / count])) as typeof steps;
      return { ...each, lanes: lanes.size, images };
    },
  };
}
