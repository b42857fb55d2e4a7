import { spawn } from 'node:child_process';
import path from 'node:path';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed, or undefined when stdout is no JSON document. */
  readonly json: unknown;
}

/** Runs the built command line as a process of its own; `uid` makes it another user's. */
export async function runCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  uid?: number,
): Promise<CliResult> {
  const child = spawn(path.resolve('node_modules/.bin/node'), [path.resolve('out/main/cli.js'), ...args], {
    env,
    ...(uid === undefined ? {} : { uid }),
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  let json: unknown;
  try {
    json = JSON.parse(stdout);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  return { code, stdout, stderr, json };
}
