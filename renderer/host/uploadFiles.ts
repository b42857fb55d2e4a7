import { dropKind } from '#shared/contract/dropped.ts';
import type { Dropped } from '#shared/contract/dropped.ts';
import { AppError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { Grant } from '#shared/contract/hostApi.ts';

/** What only a folder of the host's machine could be. */
function refuse(file: File): never {
  throw new AppError('drop.nothing', { name: file.name });
}

/**
 * Sends what was dropped to the serve host: models, cards that come with them, and labels. Together, so that a card lies beside its
 * model. @throws {AppError} drop.nothing, upload.*
 */
export async function uploadFiles(files: readonly File[]): Promise<readonly Dropped[]> {
  for (const file of files) if (!['model', 'card', 'labels'].includes(dropKind(file.name))) refuse(file);
  const batch = crypto.randomUUID();
  const taken: Dropped[] = [];
  // A card is there before the model that it belongs to is looked at.
  for (const file of files.toSorted(
    (a, b) => Number(dropKind(a.name) === 'model') - Number(dropKind(b.name) === 'model'),
  )) {
    const response = await fetch(`/upload/${batch}/${encodeURIComponent(file.name)}`, {
      method: 'PUT',
      body: file,
    }).catch((cause: unknown) => {
      throw new AppError('upload.cutOff', { name: file.name }, { cause });
    });
    const answer: unknown = await response.json();
    if (!response.ok) throw fromErrorRecord(answer as ErrorRecord);
    taken.push({ kind: dropKind(file.name), grant: answer as Grant });
  }
  return taken;
}
