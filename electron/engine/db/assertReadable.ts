import { AppError, isErrorCode } from '#shared/contract/errors.ts';
import type { Item } from '#shared/model/item.ts';

/** @throws {AppError} image.missing, image.*: what reading the file told the last time */
export function assertReadable({ fileState, problem }: Pick<Item, 'fileState' | 'problem'>): void {
  if (fileState === 'missing') throw new AppError('image.missing');
  if (problem) throw new AppError(isErrorCode(problem.code) ? problem.code : 'internal', problem.details);
}
