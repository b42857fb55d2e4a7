/**
 * An inference process whose fate hangs on the names of the images: `crash` ends it as a native library would, `hang`
 * never comes back, `once` crashes the first time alone, `ill` as long as no file beside it says that it is healed. All
 * else is the real one.
 */
import { existsSync, writeFileSync } from 'node:fs';
import type { InferenceApi } from '#shared/contract/inferenceApi.ts';
import { serveParent } from '../../../../electron/child/serveParent.ts';

process.env.ORT_DISABLE_TELEMETRY = '1';
Reflect.deleteProperty(globalThis, 'Float16Array');
const { createInferenceHandlers } = await import('../../../../electron/inference/inferenceServer.ts');
const real = createInferenceHandlers();

function isFirstTime(file: string): boolean {
  const mark = `${file}.seen`;
  if (existsSync(mark)) return false;
  writeFileSync(mark, '');
  return true;
}

serveParent<InferenceApi>({
  ...real,
  predict(input) {
    for (const { path } of input.items) {
      if (path.includes('crash') || (path.includes('once') && isFirstTime(path))) process.kill(process.pid, 'SIGABRT');
      if (path.includes('ill') && !existsSync(`${path}.healed`)) process.kill(process.pid, 'SIGABRT');
      // As `session.run` of a broken driver: the event loop stands still.
      if (path.includes('hang')) for (;;);
    }
    return real.predict(input);
  },
});
