import { parseArgs } from 'node:util';
import { createEngine } from '#engine/createEngine.ts';
import type { Engine } from '#engine/createEngine.ts';
import type { AppPaths } from '#engine/appPaths.ts';
import { openLog } from '#engine/log/openLog.ts';
import { createForkLauncher } from '#engine/processes/forkLauncher.ts';
import { AppError, CancelledError, fromErrorRecord } from '#shared/contract/errors.ts';
import type { CliCommand, ExitCode, ParsedArgs } from './command.ts';
import { commands } from './commandRegistry.ts';
import { createOutput } from './output.ts';

const shared = { json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } } as const;

function overview(version: string): string {
  const lines = commands.map(({ name, summary }) => `  ${name.padEnd(10)} ${summary}`);
  return `Firstpass ${version}: a model makes the first pass over your images, you make the second.\n\n${lines.join('\n')}\n\nfirstpass COMMAND --help says more. Every command takes --json.`;
}

function help({ summary, usage, example }: CliCommand): string {
  return `${summary}\n\n  ${usage}\n\nExample:\n  ${example}`;
}

/** @throws {AppError} cli.usage */
function parse(command: CliCommand, args: readonly string[]): ParsedArgs {
  const reason = (text: string): AppError => new AppError('cli.usage', { reason: text, command: command.name });
  let parsed: ParsedArgs;
  try {
    parsed = parseArgs({
      args: [...args],
      options: { ...command.options, ...shared },
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    throw new AppError(
      'cli.usage',
      { reason: (error as Error).message.split('. ')[0] ?? '', command: command.name },
      { cause: error },
    );
  }
  const [fewest, most] = command.positionals;
  if (parsed.values.help) return parsed;
  if (parsed.positionals.length < fewest) throw reason(`${command.name} needs more: ${command.usage}`);
  if (parsed.positionals.length > most) throw reason(`${command.name} does not know ${parsed.positionals[most] ?? ''}`);
  return parsed;
}

function createCliEngine(paths: AppPaths, log: ReturnType<typeof openLog>): Engine {
  return createEngine({
    launcher: createForkLauncher({ execPath: paths.node, entries: paths.entries }),
    dataFolder: paths.dataFolder,
    cacheFolder: paths.cacheFolder,
    builtinModelFolder: paths.builtinModels,
    samplesFolder: paths.samples,
    workerEntries: paths.workers,
    logger: log.logger,
    version: paths.version,
    logFolder: paths.logFolder,
  });
}

/** Ctrl+C and SIGTERM ask a command to stop; asked a second time, the process ends at once: what is acknowledged is on disk. */
function listenForStop(): { signal: AbortSignal; stopCode: () => ExitCode | undefined; off: () => void } {
  const stop = new AbortController();
  let code: 130 | 143 | undefined;
  const onSignal = (name: NodeJS.Signals): void => {
    if (code !== undefined) process.exit(code);
    code = name === 'SIGINT' ? 130 : 143;
    stop.abort();
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, onSignal);
  const off = (): void => {
    for (const name of ['SIGINT', 'SIGTERM'] as const) process.off(name, onSignal);
  };
  return { signal: stop.signal, stopCode: () => code, off };
}

/** Rejects with a CancelledError when the signal comes; the engine's close then ends what the command waits for. */
function cancelledBy(signal: AbortSignal): Promise<never> {
  return new Promise((_resolve, reject) => {
    signal.addEventListener('abort', () => reject(new CancelledError()));
  });
}

/** The whole command line: finds the command, runs it, says what went wrong. */
export async function runCli(args: readonly string[], findPaths: () => AppPaths): Promise<ExitCode> {
  const [name, ...rest] = args;
  const output = createOutput(args.includes('--json'));
  const { signal, stopCode, off } = listenForStop();
  let log: ReturnType<typeof openLog> | null = null;
  let engine: Engine | null = null;
  try {
    const paths = findPaths();
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      process.stdout.write(`${overview(paths.version)}\n`);
      return name === undefined ? 2 : 0;
    }
    const command = commands.find((known) => known.name === name);
    if (!command) throw new AppError('cli.usage', { reason: `there is no command ${name}`, command: '' });
    const parsed = parse(command, rest);
    if (parsed.values.help) {
      process.stdout.write(`${help(command)}\n`);
      return 0;
    }
    const getEngine = (): Engine => {
      log ??= openLog(paths.logFolder);
      if (engine) return engine;
      engine = createCliEngine(paths, log);
      engine.events.on('noticed', ({ error }) => {
        // Other notices belong to jobs, and are told where the job is waited for.
        if (error.code === 'project.onNetworkShare') output.problem(fromErrorRecord(error));
      });
      return engine;
    };
    const running = command.run(parsed, { paths, output, engine: getEngine, signal });
    return await (command.keepsServing ? running : Promise.race([running, cancelledBy(signal)]));
  } catch (error) {
    if (error instanceof CancelledError) {
      output.line('Cancelled.');
      output.result({ cancelled: true });
      return stopCode() ?? 1;
    }
    output.error(error);
    return error instanceof AppError && error.code === 'cli.usage' ? 2 : 1;
  } finally {
    // The narrowing of the compiler doesn't see the assignments in the closure above.
    await (engine as Engine | null)?.close();
    await (log as ReturnType<typeof openLog> | null)?.close();
    off();
  }
}
