import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { ImagingApi } from '#shared/contract/imagingApi.ts';
import type { Supervised } from '../../processes/supervised.ts';
import type { PicturesAnswer } from './askForPictures.ts';
import type { PictureTask } from './pictureTask.ts';

/** As large as it is. */
const anySidePx = 65_535;
const limit = { timeoutMs: 120_000 };

/** What the imaging process says no to: a full disk is one, all else is its file's. */
const refuse = ({ code }: ErrorRecord, path: string): AppError =>
  code === 'export.diskFull' ? new AppError(code) : new AppError('export.imageUnreadable', { path });

/** @throws {AppError} export.imageUnreadable, export.diskFull, process.* */
async function make(imaging: Supervised<ImagingApi>, task: PictureTask): Promise<void> {
  switch (task.kind) {
    case 'render': {
      const { path, frame, outPath } = task;
      const answer = await imaging.call('render', { path, frame, outPath, maxSidePx: anySidePx }, limit);
      if (!answer.ok) throw refuse(answer.error, path);
      return;
    }
    case 'cut': {
      const { path, frame, pieces, encoding } = task;
      const answer = await imaging.call('cut', { path, frame, pieces, encoding }, limit);
      if (!answer.ok) throw refuse(answer.error, path);
      return;
    }
    case 'augment': {
      const { sources, plan, outPath, encoding, mostSidePx } = task;
      const answer = await imaging.call('augment', { sources, plan, outPath, encoding, mostSidePx }, limit);
      if (!answer.ok) throw refuse(answer.error, sources[answer.source]?.path ?? '');
      return;
    }
  }
}

/** Makes pictures at once, and waits for all of them. A refusal is the worker's to tell. */
export async function makePictures(
  imaging: Supervised<ImagingApi>,
  tasks: readonly PictureTask[],
): Promise<PicturesAnswer> {
  const answers = await Promise.allSettled(tasks.map((task) => make(imaging, task)));
  const refused = answers.find((answer) => answer.status === 'rejected');
  return refused ? toErrorRecord(refused.reason) : null;
}
