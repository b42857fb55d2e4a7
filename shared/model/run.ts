import type { ModelId, RunId } from './ids.ts';

export const runStates = ['running', 'done', 'cancelled', 'interrupted', 'failed'] as const;
export type RunState = (typeof runStates)[number];

/** One model over many items with one set of parameters. */
export interface Run {
  readonly id: RunId;
  readonly modelId: ModelId;
  readonly modelName: string;
  readonly modelSha256: string;
  readonly state: RunState;
  /** Lowest score that is kept, 0..1. */
  readonly scoreThreshold: number;
  /** Boxes of one class that overlap more than this are merged by NMS, 0..1. */
  readonly iouThreshold: number;
  readonly deviceAsked: Device;
  /** What really ran it, and why: shown to the user as it is. */
  readonly deviceUsed: string | null;
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
