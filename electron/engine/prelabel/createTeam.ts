import os from 'node:os';
import type { Logger } from '#shared/base/log.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import type { UsedDevice } from '#shared/model/run.ts';
import type { RunItem, StoredRun } from '../db/runs.ts';
import type { Supervised } from '../processes/supervised.ts';
import type { Committee } from './committee.ts';
import type { DeviceChoice } from './chooseDevice.ts';
import type { DeviceChooser } from './createDeviceChooser.ts';
import { createPredictor } from './createPredictor.ts';
import type { Predictor } from './createPredictor.ts';
import type { RunTimes } from './createRunTimes.ts';
import { describeDevice } from './describeDevice.ts';
import { planLanes } from './planLanes.ts';
import { runLane } from './runLane.ts';
import type { LaneWork } from './runLane.ts';

/** The processes that work on one run together. */
export interface Team {
  /** Loads the model in the first of them. @returns what runs it and why, for people. @throws {AppError} model.*, device.unavailable; CancelledError */
  load(): Promise<string>;
  /**
   * Works until nothing is left to take; some `count` images are waiting.
   * @throws what the first process or storing throws, when all of them are at rest
   */
  work(count: number, laneWork: LaneWork): Promise<void>;
}

/** So many images a process must have to do before it is worth its start. */
const worthAStart = 16;

export function createTeam(deps: {
  readonly lanes: readonly [Supervised<InferenceApi>, ...Supervised<InferenceApi>[]];
  readonly deviceChooser: DeviceChooser;
  readonly run: StoredRun;
  readonly committee: Committee;
  readonly signal: AbortSignal;
  readonly itemLimitMs: number;
  readonly times: RunTimes;
  readonly logger: Logger;
}): Team {
  const { lanes, deviceChooser, run, committee, signal, itemLimitMs, times, logger } = deps;
  const cores = os.availableParallelism();
  const modelBytes = committee.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  const plan = planLanes({ cores, freeBytes: os.freemem(), modelBytes, lanesAtMost: lanes.length });
  const { threads } = plan;
  const makePredictor = (inference: Supervised<InferenceApi>, device: UsedDevice): Predictor =>
    createPredictor({
      ...{ inference, run, committee, device, threads, signal, itemLimitMs, logger },
      onTimes: (batch) => times.add(inference, batch),
    });
  let first = makePredictor(lanes[0], 'cpu');
  let others: readonly Predictor[] = [];

  /** A process that can't hold the model too leaves the work to those that do. */
  async function help(predictor: Predictor, laneWork: LaneWork): Promise<void> {
    try {
      await predictor.load();
      await runLane(predictor, laneWork);
    } catch (error) {
      if (!(error instanceof AppError && /^model\.(loadFailed|outOfMemory)$/.test(error.code))) throw error;
      others = others.filter((other) => other !== predictor);
      logger.warn('a run goes on with fewer processes', { runId: run.id, reason: error.message });
    }
  }

  async function loadOn({ device, notes }: DeviceChoice): Promise<string> {
    first = makePredictor(lanes[0], device);
    await first.load();
    // An accelerator is one; the cores of the machine are many.
    others = device === 'cpu' ? lanes.slice(1, plan.lanes).map((lane) => makePredictor(lane, 'cpu')) : [];
    return describeDevice({ device, notes }, threads * (1 + others.length));
  }

  return {
    async load() {
      const { deviceAsked } = run;
      if (deviceAsked !== 'auto') return loadOn({ device: deviceAsked, notes: [] });
      const choice = await deviceChooser.choose(committee[0], plan, signal);
      try {
        return await loadOn(choice);
      } catch (error) {
        if (!(error instanceof AppError && error.code === 'device.unavailable')) throw error;
        return loadOn({ device: 'cpu', notes: [`${choice.device} not used: ${error.message.replace(/\.$/, '')}`] });
      }
    },
    async work(count, laneWork) {
      let isStopped = false;
      const take = (size: number): readonly RunItem[] => (isStopped ? [] : laneWork.take(size));
      const shared = { ...laneWork, take };
      const helpers = others.slice(0, Math.max(0, Math.ceil(count / worthAStart) - 1));
      const all = [runLane(first, shared), ...helpers.map((predictor) => help(predictor, shared))];
      const stop = (): void => void (isStopped = true);
      for (const one of all) one.catch(stop);
      const ends = await Promise.allSettled(all);
      const failed = ends.find((end) => end.status === 'rejected');
      if (failed) throw failed.reason;
    },
  };
}
