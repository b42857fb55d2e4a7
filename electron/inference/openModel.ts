import type { ModelCard } from '#shared/model/modelCard.ts';
import type { UsedDevice } from '#shared/model/run.ts';
import { LoadedModel } from './LoadedModel.ts';
import { openBytes, openSession } from './openSession.ts';
import { prepareModel } from './prepareModel.ts';
import { readModelFile } from './readModelFile.ts';

/** On the processor, made faster where that goes; null: the file is taken as it is. */
async function openPrepared(modelPath: string, card: ModelCard, threads: number | null): Promise<LoadedModel | null> {
  const prepared = prepareModel(await readModelFile(modelPath), card);
  if (!prepared) return null;
  try {
    const session = await openBytes(prepared.bytes, { threads, name: card.name });
    return new LoadedModel(session, prepared.card);
  } catch {
    // Whatever it is, the file as it is may do, and if it doesn't, what is said of it is true.
    return null;
  }
}

/**
 * A model in memory, ready to be asked.
 * @throws what `openSession` throws
 */
export async function openModel(
  modelPath: string,
  card: ModelCard,
  device: UsedDevice,
  threads: number | null,
): Promise<LoadedModel> {
  const prepared = device === 'cpu' ? await openPrepared(modelPath, card, threads) : null;
  if (prepared) return prepared;
  return new LoadedModel(await openSession(modelPath, device, { threads, name: card.name }), card);
}
