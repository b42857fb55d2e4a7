import type { ModelId, RunId } from './ids.ts';
import type { RunOptions } from './runOptions.ts';

export const runStates = ['running', 'done', 'cancelled', 'interrupted', 'failed'] as const;
export type RunState = (typeof runStates)[number];

/** Which of a model's predictions are kept. */
export interface Thresholds {
  /** Lowest score that is kept, 0..1. */
  readonly scoreThreshold: number;
  /** Boxes of one class that overlap more than this are merged by NMS, 0..1. */
  readonly iouThreshold: number;
  /** Lowest scores of the model's classes that have one of their own, by name, 0..1. */
  readonly classThresholds: Readonly<Record<string, number>>;
}

/** Where neither a card nor a person says otherwise. */
export const defaultThresholds = { scoreThreshold: 0.25, iouThreshold: 0.45 } as const;

/** One model over many items with one set of parameters. */
export interface Run extends Thresholds {
  readonly id: RunId;
  readonly modelId: ModelId;
  readonly modelName: string;
  readonly modelSha256: string;
  readonly options: RunOptions;
  readonly state: RunState;
  readonly deviceAsked: Device;
  /** What really ran it, and why: shown to the user as it is. */
  readonly deviceUsed: string | null;
  /** The newest version of the labels when it began, and the hash of what that holds; null: there was none. */
  readonly labelsVersion: string | null;
  readonly labelsHash: string | null;
  readonly createdAt: string;
  readonly finishedAt: string | null;
  readonly itemsTotal: number;
  readonly itemsDone: number;
  readonly itemsFailed: number;
  readonly predictionCount: number;
  readonly isActive: boolean;
}

export const devices = ['auto', 'cpu', 'cuda', 'webgpu', 'directml', 'coreml'] as const;
export type Device = (typeof devices)[number];
/** What a model can be loaded on; `auto` is a choice among these. */
export type UsedDevice = Exclude<Device, 'auto'>;
export type Accelerator = Exclude<UsedDevice, 'cpu'>;
