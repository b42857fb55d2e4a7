import type { Doctor } from '../doctor/createDoctor.ts';
import type { HandlersOf } from './handler.ts';

export function createAppHandlers(deps: {
  readonly version: string;
  readonly dataFolder: string;
  readonly logFolder: string;
  readonly doctor: Doctor;
}): HandlersOf<'app'> {
  const { version, dataFolder, logFolder } = deps;
  return {
    'app.info': () => ({ version, dataFolder, logFolder, platform: process.platform }),
    'app.doctor': async () => ({ checks: await deps.doctor.examine() }),
  };
}
