import { AppError, CancelledError } from '#shared/contract/errors.ts';
import { askWorker } from '../../processes/askWorker.ts';
import type { PlannedSplits, SplitQuestion } from './planSplits.ts';

/** Decides which images get which split. Changes nothing. */
export interface Splitter {
  /** @throws {AppError} split.*, query.*, store.*, and project.noneOpen when it is closed meanwhile */
  plan(question: SplitQuestion): Promise<PlannedSplits>;
  close(): void;
}

export function createSplitter(deps: { readonly projectPath: string; readonly workerEntry: string }): Splitter {
  const closing = new AbortController();
  return {
    async plan(question) {
      try {
        const asked = { ...question, projectPath: deps.projectPath };
        return await askWorker<PlannedSplits>(deps.workerEntry, asked, closing.signal);
      } catch (error) {
        throw error instanceof CancelledError ? new AppError('project.noneOpen') : error;
      }
    },
    close: () => closing.abort(),
  };
}
