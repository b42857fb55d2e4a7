import type { DoctorCheck } from '#shared/contract/api/projectApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { CliCommand } from '../command.ts';
import { findChromium, findElectron, hasDisplay } from '../findPrograms.ts';

function programCheck(name: string, found: string | null, error: AppError): DoctorCheck {
  return found
    ? { name, state: 'ok', detail: found, hint: null }
    : { name, state: 'missing', detail: error.message, hint: error.hint };
}

export const doctor: CliCommand = {
  name: 'doctor',
  summary: 'Find out what works on this machine',
  usage: 'firstpass doctor',
  example: 'firstpass doctor',
  options: {},
  positionals: [0, 0],
  async run(_args, { engine, output, paths }) {
    const { checks } = await engine().call('app.doctor', {});
    const all: DoctorCheck[] = [
      ...checks,
      programCheck('Electron', findElectron(paths.root), new AppError('electron.notInstalled')),
      programCheck('Chromium', findChromium(), new AppError('browser.notFound')),
      {
        name: 'display',
        state: hasDisplay() ? 'ok' : 'missing',
        detail: hasDisplay() ? 'windows can be shown' : 'no display',
        hint: null,
      },
    ];
    output.table(all.map(({ name, state, detail }) => [state === 'ok' ? 'ok' : state, name, detail]));
    const advice = all.filter(({ hint }) => hint !== null);
    if (advice.length > 0) output.line();
    for (const { name, hint } of advice) output.line(`${name}: ${hint ?? ''}`);
    output.result({ checks: all });
    return all.some(({ state }) => state === 'failed') ? 1 : 0;
  },
};
