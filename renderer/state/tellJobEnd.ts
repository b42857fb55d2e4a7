import type { Job } from '#shared/contract/job.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import type { RunId } from '#shared/model/ids.ts';
import type { Texts } from '#shared/text/texts.ts';
import type { JobEnd } from './jobEnd.ts';
import type { Toast, Toasts } from './Toasts.svelte.ts';

/** What of the app a notice needs: where it leads. */
interface Page {
  readonly texts: Texts;
  readonly toasts: Toasts;
  view: string;
  dialog: string | null;
  query: ItemQuery;
  failuresOf: RunId | null;
}

/** Where a failed job can be begun again. */
function again(app: Page, { kind }: Job): Toast['action'] {
  const label = app.texts.ui('job.again');
  if (kind === 'export') return { label, run: () => (app.dialog = 'export') };
  return kind === 'prelabel' ? { label: app.texts.ui('job.toRuns'), run: () => (app.view = 'models') } : undefined;
}

/** Where the images are that a job failed on. */
function showFailed(app: Page, { kind, runId }: Job): Toast['action'] {
  const label = app.texts.ui('job.showFailed');
  if (kind === 'prelabel') return { label, run: () => (app.failuresOf = runId) };
  if (kind !== 'probe') return undefined;
  return {
    label,
    run() {
      app.view = 'gallery';
      app.query = { sort: 'path', where: 'state:unreadable' };
    },
  };
}

/** A notice of a job that has ended, with the next step. */
export function tellJobEnd(app: Page, job: Job, end: JobEnd): void {
  const { texts, toasts } = app;
  const name = texts.ui(`job.${job.kind}`);
  if (end?.kind === 'failed') toasts.jobFailed(texts.ui('job.failed', { job: name }), end.error, again(app, job));
  else if (end?.kind === 'exported') toasts.info(texts.ui('export.done', { path: end.path }));
  else if (end) {
    const { done, failed } = end;
    const message = texts.ui('job.inPart', { job: name, done, failed });
    toasts.warn(message, null, showFailed(app, job));
  }
}
