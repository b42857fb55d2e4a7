/** Measures what is done to an image, piece by piece and with nothing around it, in CPU time of all threads. */
import { readFile } from 'node:fs/promises';
import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { ModelCard } from '#shared/model/modelCard.ts';
import { assertExists } from '#shared/base/assert.ts';
import type { OutputTensor } from '#models/families/family.ts';
import { findFamily } from '#models/families/familyRegistry.ts';
import { placeImage } from '#models/families/placement.ts';
import type { Placement } from '#models/families/placement.ts';
import { TensorFiller } from '../../electron/inference/TensorFiller.ts';
import type { TensorData } from '../../electron/inference/TensorFiller.ts';
import type { BareCost } from './bareCost.ts';

// As the inference process does, before the library is loaded.
Reflect.deleteProperty(globalThis, 'Float16Array');
const ort = await import('onnxruntime-node');
const { toExtraTensor } = await import('../../electron/inference/toExtraTensor.ts');
const { toOutputTensor } = await import('../../electron/inference/toOutputTensor.ts');
sharp.concurrency(1);
sharp.cache(false);

interface Task {
  readonly modelPath: string;
  readonly card: ModelCard;
  readonly photos: readonly string[];
}

async function cpuMs(times: number, work: (index: number) => unknown): Promise<number> {
  for (let index = 0; index < 3; index += 1) await work(index);
  const before = process.cpuUsage();
  for (let index = 0; index < times; index += 1) await work(index);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000 / times;
}

async function measure({ modelPath, card, photos }: Task): Promise<BareCost> {
  const fileOf = (index: number): string => photos[index % photos.length] ?? '';
  const toSize = (file: string, { contentWidthPx, contentHeightPx }: Placement): Sharp =>
    sharp(file).resize(contentWidthPx, contentHeightPx, { fit: 'fill', kernel: 'linear' });
  const placementOf = async (file: string): Promise<Placement> => {
    const { width, height } = await sharp(file).metadata();
    return placeImage(card, width, height);
  };
  const readCpuMs = await cpuMs(photos.length, (index) => readFile(fileOf(index)));
  const wholeCpuMs = await cpuMs(photos.length, (index) => sharp(fileOf(index)).raw().toBuffer());
  const decodeCpuMs = await cpuMs(2 * photos.length, async (index) => {
    const file = fileOf(index);
    return toSize(file, await placementOf(file))
      .raw()
      .toBuffer();
  });

  // One thread: no time is lost in waiting for others, so this is the least that the work can cost.
  const session = await ort.InferenceSession.create(modelPath, {
    ...{ executionProviders: ['cpu'], intraOpNumThreads: 1, logSeverityLevel: 4 },
  });
  const filler = new TensorFiller(card);
  const extras = card.input.extra ?? [];
  const imageName = assertExists(
    session.inputNames.find((name) => extras.every((extra) => extra.name !== name)),
    'a model has an input for the image',
  );
  const feed = (data: TensorData, placement: Placement): Parameters<typeof session.run>[0] => ({
    [imageName]: new ort.Tensor(card.input.dtype, data as Float32Array & Uint16Array & Uint8Array, filler.dims),
    ...Object.fromEntries(extras.map((extra) => [extra.name, toExtraTensor(extra, card.input, placement)])),
  });
  const answers: { readonly outputs: readonly OutputTensor[]; readonly placement: Placement }[] = [];
  let fed: Parameters<typeof session.run>[0] = {};
  for (const file of photos.slice(0, 20)) {
    const placement = await placementOf(file);
    const { data, info } = await toSize(file, placement)
      .toColourspace('srgb')
      .raw()
      .toBuffer({ resolveWithObject: true });
    const { width: widthPx, height: heightPx, channels } = info;
    fed = feed(filler.fill({ data, widthPx, heightPx, channels }, placement).slice(), placement);
    const results = await session.run(fed);
    const outputs = session.outputNames.map((name) => toOutputTensor(name, assertExists(results[name], 'it is given')));
    answers.push({ outputs, placement });
  }
  const runCpuMs = await cpuMs(40, () => session.run(fed));

  const family = assertExists(findFamily(card.family), 'the card names a family');
  const readWith = (how: ModelCard): Promise<number> =>
    cpuMs(3 * answers.length, (index) => {
      const { outputs, placement } = assertExists(answers[index % answers.length], 'there are photos');
      family.decode(outputs, how, placement, { score: 0.3, scoreOf: () => 0.3, iou: 0.5 });
    });
  const withoutNms = await readWith({ ...card, output: { ...card.output, nms: 'none' } });
  const nmsCpuMs = Math.max(0, (await readWith(card)) - withoutNms);
  const resizeCpuMs = Math.max(0, decodeCpuMs - wholeCpuMs);
  return { readCpuMs, resizeCpuMs, decodeCpuMs, runCpuMs, outputsCpuMs: withoutNms, nmsCpuMs };
}

process.once('message', (task) => void measure(task as Task).then((cost) => process.send?.(cost)));
