import type { ParseArgsConfig } from 'node:util';
import type { Engine } from '#engine/createEngine.ts';
import type { AppPaths } from '#engine/appPaths.ts';
import type { Output } from './output.ts';

export interface CommandContext {
  readonly paths: AppPaths;
  readonly output: Output;
  /** Made on first use; closed when the command has ended. */
  readonly engine: () => Engine;
  /** Aborted by Ctrl+C and SIGTERM. Commands that don't serve need not listen: they are left where they are. */
  readonly signal: AbortSignal;
}

export interface ParsedArgs {
  readonly positionals: readonly string[];
  readonly values: Readonly<Record<string, string | boolean | (string | boolean)[] | undefined>>;
}

/** Exit codes: 0 done, 1 failed, 2 wrong usage, 3 done in part; 130 and 143: stopped by Ctrl+C, by SIGTERM. */
export type ExitCode = 0 | 1 | 2 | 3 | 130 | 143;

/** One command of the command line, one file. */
export interface CliCommand {
  readonly name: string;
  readonly summary: string;
  readonly usage: string;
  readonly example: string;
  readonly options: NonNullable<ParseArgsConfig['options']>;
  /** How many positional arguments: [fewest, most]. */
  readonly positionals: readonly [number, number];
  /** It goes on until Ctrl+C, which is its good end: it listens to `signal` itself. */
  readonly keepsServing?: true;
  run(args: ParsedArgs, context: CommandContext): Promise<ExitCode>;
}
