import type { MessagePort } from 'node:worker_threads';
import { fromErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';

/** One frame of a file as a picture of its own. */
export interface FrameToRender {
  /** Absolute. */
  readonly source: string;
  readonly frame: number;
  readonly outPath: string;
}

export type RenderFrame = (frame: FrameToRender) => Promise<void>;

/** null: it is written. */
export type FrameAnswer = ErrorRecord | null;

/**
 * The export worker can't decode: it asks the engine, one frame at a time, which asks the imaging process.
 * @throws what the engine answers
 */
export const askForFrame =
  (port: MessagePort): RenderFrame =>
  async (frame) => {
    // Listening for one answer only: a port that is listened to would keep the worker alive.
    const answer = await new Promise<FrameAnswer>((resolve) => {
      port.once('message', resolve);
      port.postMessage({ kind: 'render', frame });
    });
    if (answer) throw fromErrorRecord(answer);
  };
