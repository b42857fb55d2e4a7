import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { homeFolder } from '#engine/userFolders.ts';
import type { ProjectInfo } from '#shared/contract/api/projectApi.ts';
import type { CommandContext } from './command.ts';
import { downloadElectron, findChromium, findElectron, hasDisplay } from './findPrograms.ts';
import { serveProject, untilStopped } from './serveProject.ts';

interface ProgramEnd {
  /** null: it ended well, or somebody ended it. Else one line. */
  readonly failure: string | null;
}

/** Chromium refuses to start as root with its sandbox. */
const sandboxFlags = (): string[] => (process.getuid?.() === 0 ? ['--no-sandbox'] : []);

/** Somebody's wish; any other signal is a crash. */
const wishes: readonly (NodeJS.Signals | null)[] = ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGKILL'];

/** Runs a window program until it is closed. */
function runProgram(file: string, args: readonly string[], signal: AbortSignal): Promise<ProgramEnd> {
  return new Promise((resolve) => {
    const child = spawn(file, args, { stdio: ['ignore', 'ignore', 'pipe'] });
    const kill = (): void => void child.kill();
    if (signal.aborted) kill();
    signal.addEventListener('abort', kill);
    // Of all that Chromium says, only our own words tell why.
    let said: string | undefined;
    child.stderr.on('data', (chunk) => (said ??= /^error\[.*$/m.exec(String(chunk))?.[0]));
    child.on('error', (error) => resolve({ failure: error.message }));
    child.on('exit', (code, ended) => {
      signal.removeEventListener('abort', kill);
      const isWanted = code === 0 || signal.aborted || (code === null && wishes.includes(ended));
      resolve({ failure: isWanted ? null : (said ?? (code === null ? String(ended) : `exit code ${code}`)) });
    });
  });
}

/** @returns whether it ran until it was closed, and if not, why. */
export async function openInElectron(
  { paths, output, signal }: CommandContext,
  args: readonly string[],
): Promise<{ ran: true } | { ran: false; why: string }> {
  if (!hasDisplay()) return { ran: false, why: 'there is no display' };
  const installed = findElectron(paths.root);
  if (!installed) output.line('Fetching Electron (once; the browser serves where that fails).');
  const electron = installed ?? (await downloadElectron(paths.root));
  if (!electron) return { ran: false, why: 'Electron is not installed' };
  output.line('Opening the workstation in Electron, which is installed here.');
  const { failure } = await runProgram(electron, [...sandboxFlags(), paths.root, ...args], signal);
  if (failure !== null) return { ran: false, why: `Electron failed (${failure})` };
  output.result({ host: 'electron' });
  return { ran: true };
}

/** The serve host in an installed Chromium's app window, or the printed address. */
export async function openInBrowser(context: CommandContext, project: ProjectInfo | null, why: string): Promise<void> {
  const { output, signal, paths } = context;
  // The person at this machine chooses as in a dialog of the system.
  const host = await serveProject(context, { port: 0, allow: [homeFolder(), paths.dataFolder], project });
  try {
    const chromium = hasDisplay() ? findChromium() : null;
    output.result({ host: 'serve', url: host.url, port: host.port, project: project?.path ?? null, why });
    if (chromium) {
      output.line(`Opening the workstation in ${path.basename(chromium)}, because ${why}.`);
      const profile = mkdtempSync(path.join(os.tmpdir(), 'firstpass-window-'));
      const flags = [
        `--app=${host.url}`,
        `--user-data-dir=${profile}`,
        '--no-first-run',
        '--disable-background-networking',
        '--disable-sync',
      ];
      const { failure } = await runProgram(chromium, [...flags, ...sandboxFlags()], signal);
      rmSync(profile, { recursive: true, force: true });
      if (failure === null) return;
      output.line(`${path.basename(chromium)} failed (${failure}).`);
    }
    output.line(
      `Serving the workstation, because ${why}${hasDisplay() && !chromium ? ' and no Chromium was found' : ''}. Open this address once, in a Chromium on this machine:`,
    );
    output.line(`  ${host.url}`);
    output.line('Ctrl+C ends it.');
    await untilStopped(signal);
  } finally {
    await host.close();
  }
}
