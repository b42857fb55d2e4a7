import { readDeepPng } from '#shared/look/deepPng.ts';
import type { DeepAnswer, DeepRequest } from './deepWorkerMessages.ts';
import type { Photo } from './photo.ts';

/** Enough to know deep grey by. */
const headBytes = 33;

/** Upright, as its EXIF orientation says; with its samples where a browser would make 8 bits of 16. Rejects when it can't be decoded. */
export async function readPhoto(blob: Blob): Promise<Photo> {
  const head = new Uint8Array(await blob.slice(0, headBytes).arrayBuffer());
  if (readDeepPng(head)) return readDeep(new Uint8Array(await blob.arrayBuffer()));
  return { bitmap: await createImageBitmap(blob, { imageOrientation: 'from-image' }), deep: null };
}

/** One worker for each picture: several are decoded at a time, and with the worker its memory goes. */
async function readDeep(bytes: DeepRequest): Promise<Photo> {
  const worker = new Worker(new URL('./deepWorker.ts', import.meta.url), { type: 'module' });
  try {
    const answer = await new Promise<DeepAnswer>((resolve, reject) => {
      worker.addEventListener('message', ({ data }: MessageEvent<DeepAnswer>) => resolve(data));
      // Too little memory, say.
      worker.addEventListener('error', (event) => reject(new Error(event.message)));
      worker.postMessage(bytes, [bytes.buffer]);
    });
    if (!answer.ok) throw new Error(answer.reason);
    return { bitmap: answer.bitmap, deep: answer.deep };
  } finally {
    worker.terminate();
  }
}
