export type LogLevel = 'debug' | 'info' | 'warn' | 'error';

/** A logger is an argument, named by room. Lines carry ids and paths, never pictures. */
export interface Logger {
  debug(message: string, details?: Record<string, unknown>): void;
  info(message: string, details?: Record<string, unknown>): void;
  warn(message: string, details?: Record<string, unknown>): void;
  error(message: string, details?: Record<string, unknown>): void;
  /** The same log under the name of a room. */
  room(name: string): Logger;
}

export interface LogLine {
  readonly at: string;
  readonly level: LogLevel;
  readonly room: string;
  readonly message: string;
  readonly details?: Record<string, unknown> | undefined;
}

/** A logger that hands every line to one sink. */
export function createLogger(sink: (line: LogLine) => void, room = 'app'): Logger {
  const write =
    (level: LogLevel) =>
    (message: string, details?: Record<string, unknown>): void =>
      sink({ at: new Date().toISOString(), level, room, message, details });
  return {
    debug: write('debug'),
    info: write('info'),
    warn: write('warn'),
    error: write('error'),
    room: (name) => createLogger(sink, name),
  };
}

export const silentLogger: Logger = createLogger(() => undefined);
