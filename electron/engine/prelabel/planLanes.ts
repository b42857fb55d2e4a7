/** How a model is spread over the machine: so many processes, each of them with so many threads. */
export interface LanePlan {
  readonly lanes: number;
  readonly threads: number;
}

/** What a process takes beside its model: the runtime, decoded images, tensors. */
const processBytes = 300 * 2 ** 20;
/** A model in memory, with what it computes on its way, in sizes of its file. */
const modelFactor = 4;

/**
 * `session.run` blocks its process, and several threads on a small model wait for each other at every layer: one process
 * a core does most. Where memory is short there are fewer, and their threads more.
 */
export function planLanes(machine: {
  readonly cores: number;
  readonly freeBytes: number;
  readonly modelBytes: number;
  readonly lanesAtMost: number;
}): LanePlan {
  const { cores, freeBytes, modelBytes, lanesAtMost } = machine;
  const inMemory = Math.floor(freeBytes / 2 / (processBytes + modelFactor * modelBytes));
  const lanes = Math.max(1, Math.min(cores, lanesAtMost, inMemory));
  return { lanes, threads: Math.max(1, Math.floor(cores / lanes)) };
}
