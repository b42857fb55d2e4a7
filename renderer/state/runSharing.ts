import { AppError } from '#shared/contract/errors.ts';
import type { MergeResult } from '#shared/contract/sharing.ts';
import type { EngineInput } from '#shared/contract/engineApi.ts';
import type { GrantId } from '#shared/model/ids.ts';
import type { AppState } from './AppState.svelte.ts';

/** As `attempt`, but what a person cancelled needs no telling. */
async function attempt<T>(app: AppState, work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof AppError) || !error.code.endsWith('.cancelled')) app.toasts.error(error);
    return undefined;
  }
}

/** Packs the project, as a job that the status bar shows, and tells how it ended. */
export async function packProject(app: AppState, input: EngineInput<'sharing.pack'>): Promise<void> {
  const done = await attempt(app, () => app.host.call('sharing.pack', input));
  if (!done) return;
  const { files, file, missing } = done;
  if (missing.total === 0) app.toasts.info(app.texts.ui('pack.done', { files, file }));
  else
    app.toasts.warn(app.texts.ui('pack.doneInPart', { files, file, missing: missing.total }), missing.first[0] ?? null);
}

export async function handOutPackage(app: AppState, input: EngineInput<'sharing.handOut'>): Promise<void> {
  const done = await attempt(app, () => app.host.call('sharing.handOut', input));
  if (!done) return;
  const { items, labels, file, files, missing } = done;
  if (missing.total === 0) app.toasts.info(app.texts.ui('handOut.done', { items, labels, file }));
  else
    app.toasts.warn(app.texts.ui('pack.doneInPart', { files, file, missing: missing.total }), missing.first[0] ?? null);
}

/** The folder is called as the file, without its endings. */
const folderName = (label: string): string =>
  (label.split(/[\\/]/).at(-1) ?? '').replace(/\.zip$/i, '').replace(/\.firstpass$/i, '') || 'project';

/** Asks for a packed project and a folder to put it into, and opens what comes out. */
export async function unpackProject(app: AppState): Promise<void> {
  const file = await app.pick('packFile');
  const folder = file && (await app.pick('unpackFolder'));
  if (!folder) return;
  const input = { file: file.id, folder: folder.id, name: folderName(file.label) };
  const done = await attempt(app, () => app.host.call('projects.unpack', input));
  if (!done) return;
  const { project, missing, grant } = done;
  if (missing.total === 0) app.toasts.info(app.texts.ui('unpack.done', { project }));
  else
    app.toasts.warn(app.texts.ui('unpack.doneInPart', { project, missing: missing.total }), missing.first[0] ?? null);
  await app.openProjectFile(grant satisfies GrantId);
}

/** Merges what was previewed, and tells how it ended. */
export async function mergePackage(
  app: AppState,
  input: EngineInput<'sharing.merge'>,
): Promise<MergeResult | undefined> {
  const done = await attempt(app, () => app.host.call('sharing.merge', input));
  if (!done) {
    await app.host.call('sharing.dropMerge', { token: input.token }).catch(() => undefined);
    return undefined;
  }
  const { itemsChanged: changed, items } = done;
  const text = items.open > 0 ? 'merge.doneInPart' : 'merge.done';
  app.toasts.info(app.texts.ui(text, { changed, open: items.open }));
  return done;
}
