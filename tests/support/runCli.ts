import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import path from 'node:path';

export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** What `--json` printed, or undefined when stdout is no JSON document. */
  readonly json: unknown;
}

export interface RunningCli {
  readonly child: ChildProcess;
  /** Resolves with what stdout holds when it matches; rejects when the process ended before. */
  printed(pattern: RegExp): Promise<string>;
  readonly ended: Promise<CliResult>;
}

/** Starts the built command line as a process of its own; `uid` makes it another user's. */
export function startCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  options: { uid?: number; cwd?: string } = {},
): RunningCli {
  const child = spawn(path.resolve('node_modules/.bin/node'), [path.resolve('out/main/cli.js'), ...args], {
    env,
    ...options,
  });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (chunk) => (stdout += String(chunk)));
  child.stderr.on('data', (chunk) => (stderr += String(chunk)));
  const ended = new Promise<CliResult>((resolve) =>
    child.on('close', (code) => {
      let json: unknown;
      try {
        json = JSON.parse(stdout);
      } catch (error) {
        if (!(error instanceof SyntaxError)) throw error;
      }
      resolve({ code, stdout, stderr, json });
    }),
  );
  return {
    child,
    ended,
    printed: (pattern) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          if (pattern.test(stdout)) resolve(stdout);
        };
        child.stdout.on('data', look);
        look();
        void ended.then(() => reject(new Error(`ended without ${String(pattern)}: ${stdout} ${stderr}`)));
      }),
  };
}

/** Runs the built command line to its end. */
export function runCli(
  args: readonly string[],
  env: NodeJS.ProcessEnv = process.env,
  uid?: number,
): Promise<CliResult> {
  return startCli(args, env, uid === undefined ? {} : { uid }).ended;
}
