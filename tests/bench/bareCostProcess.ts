/** Measures decoding to the model's size, and session.run alone, in CPU time of all threads. */
import * as ort from 'onnxruntime-node';
import sharp from 'sharp';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { placeImage } from '#models/families/placement.ts';

sharp.concurrency(1);
sharp.cache(false);

interface Task {
  readonly modelPath: string;
  readonly card: ModelCard;
  readonly photos: readonly string[];
}

async function cpuMs(times: number, work: (index: number) => Promise<unknown>): Promise<number> {
  for (let index = 0; index < 3; index += 1) await work(index);
  const before = process.cpuUsage();
  for (let index = 0; index < times; index += 1) await work(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

async function measure({ modelPath, card, photos }: Task): Promise<void> {
  const { widthPx, heightPx, layout, dtype } = card.input;
  const decodeCpuMs = await cpuMs(2 * photos.length, async (index) => {
    const file = photos[index % photos.length] ?? '';
    const { width, height } = await sharp(file).metadata();
    const { contentWidthPx, contentHeightPx } = placeImage(card, width, height);
    return sharp(file).resize(contentWidthPx, contentHeightPx, { fit: 'fill', kernel: 'linear' }).raw().toBuffer();
  });
  // One thread: no time is lost in waiting for others, so this is the least that the work can cost.
  const session = await ort.InferenceSession.create(modelPath, { executionProviders: ['cpu'], intraOpNumThreads: 1 });
  const data =
    dtype === 'uint8' ? new Uint8Array(3 * widthPx * heightPx) : new Float32Array(3 * widthPx * heightPx).fill(0.5);
  const tensor = new ort.Tensor(
    dtype,
    data as Float32Array & Uint8Array,
    layout === 'NCHW' ? [1, 3, heightPx, widthPx] : [1, heightPx, widthPx, 3],
  );
  const runCpuMs = await cpuMs(40, () => session.run({ [session.inputNames[0] ?? '']: tensor }));
  process.send?.({ decodeCpuMs, runCpuMs });
}

process.once('message', (task) => void measure(task as Task));
