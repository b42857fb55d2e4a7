import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ProjectInfo } from '#shared/contract/engineApi.ts';
import type { CommandContext } from './command.ts';
import { downloadElectron, findChromium, findElectron, hasDisplay } from './findPrograms.ts';
import { serveProject, untilStopped } from './serveProject.ts';

/** Runs a window program until it is closed. */
function runProgram(
  file: string,
  args: readonly string[],
  signal: AbortSignal,
  env: NodeJS.ProcessEnv = process.env,
): Promise<number> {
  return new Promise((resolve, reject) => {
    const child = spawn(file, args, { stdio: 'ignore', env });
    signal.addEventListener('abort', () => child.kill());
    child.on('error', reject);
    child.on('exit', (code) => resolve(code ?? 0));
  });
}

/** @returns true when Electron was there and ran. */
export async function openInElectron(
  { paths, output, signal }: CommandContext,
  args: readonly string[],
): Promise<boolean> {
  if (!hasDisplay()) return false;
  const installed = findElectron(paths.root);
  if (!installed) output.line('Fetching Electron (once; the browser serves where that fails).');
  const electron = installed ?? (await downloadElectron(paths.root));
  if (!electron) return false;
  output.line('Opening the workstation in Electron, which is installed here.');
  await runProgram(electron, [paths.root, ...args], signal);
  return true;
}

/** The serve host in an installed Chromium's app window, or the printed address. */
export async function openInBrowser(context: CommandContext, project: ProjectInfo | null): Promise<void> {
  const { output, signal, paths } = context;
  const host = await serveProject(context, { port: 0, allow: [], project });
  const chromium = findChromium();
  const why = findElectron(paths.root) ? 'there is no display for Electron' : 'Electron is not installed';
  try {
    if (chromium && hasDisplay()) {
      output.line(`Opening the workstation in ${path.basename(chromium)}, because ${why}.`);
      const profile = mkdtempSync(path.join(os.tmpdir(), 'firstpass-window-'));
      const flags = [
        `--app=${host.url}`,
        `--user-data-dir=${profile}`,
        '--no-first-run',
        '--disable-background-networking',
        '--disable-sync',
      ];
      await runProgram(chromium, process.getuid?.() === 0 ? [...flags, '--no-sandbox'] : flags, signal);
      rmSync(profile, { recursive: true, force: true });
      return;
    }
    output.line(
      `Serving the workstation, because ${why}${hasDisplay() ? ' and no Chromium was found' : ''}. Open this address once, in a Chromium on this machine:`,
    );
    output.line(`  ${host.url}`);
    output.line('Ctrl+C ends it.');
    await untilStopped(signal);
  } finally {
    await host.close();
  }
}
