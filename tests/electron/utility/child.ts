/** A child that can be Electron's: what the real ones do with their parent, without their native libraries. */
import { serveParent } from '../../../electron/child/serveParent.ts';
import type { TestChildApi } from './testChildApi.ts';

serveParent<TestChildApi>({
  echo: (value) => value,
  pid: () => process.pid,
  crash: () => process.exit(3),
  hang: () => new Promise<null>(() => undefined),
});
