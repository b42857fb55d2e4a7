import type { Job } from '#shared/contract/job.ts';
import type { ItemQuery } from '#shared/contract/itemQuery.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { AppState } from './AppState.svelte.ts';

/** As many as are shown. */
const limit = 1000;

/** The query without its filters, in an order that holds for all images. */
export const clearedQuery = ({ sort = 'path' }: ItemQuery): ItemQuery => ({ sort: sort === 'listed' ? 'path' : sort });

/** Computes what is missing first. @returns whether all of it is there */
async function describeAll({ host, toasts, texts }: AppState, missing: number): Promise<boolean> {
  const ended = new Map<string, Job>();
  let look = (): void => undefined;
  const off = host.on('jobProgressed', ({ job }) => {
    if (job.kind !== 'embed' || job.state === 'running') return;
    ended.set(job.id, job);
    look();
  });
  try {
    const { jobId } = await host.call('embeddings.compute', {});
    toasts.info(texts.ui('similar.looking', { n: missing }));
    await new Promise<void>((resolve) => {
      look = (): void => {
        if (ended.has(jobId)) resolve();
      };
      look();
    });
    return ended.get(jobId)?.state === 'done';
  } finally {
    off();
  }
}

/** Shows the images that are most like one, the nearest first, in the gallery. */
export async function findSimilar(app: AppState, itemId: ItemId, name: string): Promise<void> {
  const { host, view } = app;
  const path = app.project?.path;
  const found = await app.attempt(async () => {
    const { done, total } = await host.call('embeddings.status', {});
    if (done < total && !app.isReadOnly && !(await describeAll(app, total - done))) return null;
    return host.call('items.similar', { itemId, limit });
  });
  if (!found || app.project?.path !== path) return;
  const show = (): void => {
    const before = (app.query.itemIds && app.similar?.before) || app.query;
    app.similar = { name, before };
    app.query = { itemIds: found.matches.map((match) => match.itemId), sort: 'listed' };
    app.view = 'gallery';
  };
  // It may have taken minutes: whoever works elsewhere by now is not torn away.
  if (app.view === view) show();
  else app.toasts.info(app.texts.ui('similar.ready', { name }), { label: app.texts.ui('similar.show'), run: show });
}
