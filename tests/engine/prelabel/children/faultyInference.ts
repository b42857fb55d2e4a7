/**
 * An inference process whose fate hangs on the names of the images: `crash` ends it as a native library would, `hang`
 * never comes back, `once` crashes the first time alone, `ill` as long as no file beside it says that it is healed,
 * `wait` comes back when a file beside it says go. Files in FAULTY_FOLDER tell of loading: `load crash once`, `load crash`,
 * `load crash again` (all but the first process), `load hang`. `probe ...` files tell of a made accelerator, WebGPU, which is
 * really the processor: `probe crash`, `probe hang`, `probe slow`, `probe fast`, `probe differs`. All else is the real one.
 */
import { appendFileSync, existsSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { serveParent } from '../../../../electron/child/serveParent.ts';

process.env.ORT_DISABLE_TELEMETRY = '1';
Reflect.deleteProperty(globalThis, 'Float16Array');
const { createInferenceHandlers } = await import('../../../../electron/inference/inferenceServer.ts');
const real = createInferenceHandlers();
const crash = (): void => void process.kill(process.pid, 'SIGABRT');
const isTold = (what: string): boolean => existsSync(path.join(process.env.FAULTY_FOLDER ?? '', what));

const probeFate = (): string | undefined =>
  ['crash', 'hang', 'slow', 'fast', 'differs'].find((fate) => isTold(`probe ${fate}`));

function isFirstTime(file: string): boolean {
  const mark = `${file}.seen`;
  if (existsSync(mark)) return false;
  writeFileSync(mark, '');
  return true;
}

serveParent<InferenceApi>({
  ...real,
  load(input) {
    if (isTold('load crash once')) {
      rmSync(path.join(process.env.FAULTY_FOLDER ?? '', 'load crash once'));
      crash();
    }
    if (isTold('load crash')) crash();
    if (isTold('load crash again') && !isFirstTime(path.join(process.env.FAULTY_FOLDER ?? '', 'load'))) crash();
    if (isTold('load hang')) for (;;);
    return real.load({ ...input, device: 'cpu' });
  },
  devices: () => ({
    accelerators: [{ device: 'webgpu', missing: probeFate() ? null : 'it was not made up', never: false, pieces: [] }],
    providerFolder: '',
  }),
  probe({ device }) {
    appendFileSync(path.join(process.env.FAULTY_FOLDER ?? '', 'probes.log'), `${device}\n`);
    const fate = probeFate();
    if (fate === 'crash') crash();
    if (fate === 'hang') for (;;);
    return { ok: true, agrees: fate !== 'differs', runMs: fate === 'slow' ? 60_000 : 0.001 };
  },
  preview(input) {
    if (input.item.path.includes('crash')) crash();
    if (input.item.path.includes('hang')) for (;;);
    return real.preview(input);
  },
  async predict(input) {
    for (const { path: file } of input.items) {
      if (file.includes('crash') || (file.includes('once') && isFirstTime(file))) crash();
      if (file.includes('ill') && !existsSync(`${file}.healed`)) crash();
      // As `session.run` of a broken driver: the event loop stands still.
      if (file.includes('hang')) {
        isFirstTime(file);
        for (;;);
      }
      if (file.includes('wait')) {
        isFirstTime(file);
        while (!existsSync(`${file}.go`)) await setTimeout(10);
      }
    }
    return real.predict(input);
  },
});
