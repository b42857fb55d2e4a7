import type { Jobs } from '../jobs/jobs.ts';
import type { HandlersOf } from './handler.ts';

export function createJobHandlers({ jobs }: { readonly jobs: Jobs }): HandlersOf<'jobs'> {
  return {
    'jobs.list': () => jobs.list(),
    'jobs.cancel': ({ jobId }) => {
      jobs.cancel(jobId);
      return null;
    },
  };
}
