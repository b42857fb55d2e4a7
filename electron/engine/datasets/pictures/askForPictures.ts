import type { MessagePort } from 'node:worker_threads';
import { fromErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { MakePictures } from './pictureTask.ts';

/** null: all are written. */
export type PicturesAnswer = ErrorRecord | null;

/**
 * The export worker can't decode: it asks the engine, a few pictures at a time, which asks the imaging process.
 * @throws what the engine answers
 */
export const askForPictures =
  (port: MessagePort): MakePictures =>
  async (tasks) => {
    // Listening for one answer only: a port that is listened to would keep the worker alive.
    const answer = await new Promise<PicturesAnswer>((resolve) => {
      port.once('message', resolve);
      port.postMessage({ kind: 'pictures', tasks });
    });
    if (answer) throw fromErrorRecord(answer);
  };
