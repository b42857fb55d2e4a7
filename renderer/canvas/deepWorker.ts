/** Decodes a picture of deep grey beside the page: its samples, what values they have, and how they look by themselves. */
import { measureLevels } from '#shared/look/greyLevels.ts';
import { greyShades } from '#shared/look/greyTable.ts';
import { neutralAdjust } from '#shared/look/photoAdjust.ts';
import { decodeDeep } from './decodeDeep.ts';
import type { DeepAnswer, DeepRequest } from './deepWorkerMessages.ts';
import { greyBitmap } from './greyBitmap.ts';

async function decode(bytes: DeepRequest): Promise<void> {
  const read = await decodeDeep(bytes);
  if (!read) throw new Error('it is not a picture of 16-bit grey');
  const { samples, width, height, meaning } = read;
  const deep = { samples, width, height, levels: { ...(read.levels ?? measureLevels(samples)), ...meaning } };
  const answer: DeepAnswer = { ok: true, deep, bitmap: greyBitmap(read, greyShades(neutralAdjust, deep.levels)) };
  postMessage(answer, { transfer: [answer.bitmap, deep.samples.buffer] });
}

addEventListener('message', ({ data }: MessageEvent<DeepRequest>) => {
  decode(data).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    postMessage({ ok: false, reason } satisfies DeepAnswer);
  });
});
