import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { toErrorRecord } from '#shared/contract/errors.ts';
import type { ErrorRecord } from '#shared/contract/errors.ts';
import type { Emitter } from '#shared/base/emitter.ts';
import type { Job } from '#shared/contract/job.ts';

/** What a command says: lines for people, or one JSON document and nothing else. */
export interface Output {
  readonly json: boolean;
  line(text?: string): void;
  /** Rows of cells; columns of numbers are right-aligned. */
  table(rows: readonly (readonly (string | number)[])[]): void;
  /** The one document of `--json`. */
  result(value: unknown): void;
  error(error: unknown): void;
  /** Something that went wrong although there is a result: on stderr; in JSON it is the result's to tell. */
  problem(error: unknown): void;
  /** One image that a command could not do, in a line on stderr; in JSON it is the result's to tell. */
  failure(path: string, error: Pick<ErrorRecord, 'code' | 'message'>): void;
  /** A progress bar on stderr, only on a terminal. @returns a function that ends it. */
  progress(events: Emitter<EngineEvents>, kind: Job['kind']): () => void;
}

export function formatDuration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  return `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, '0')}`;
}

function formatTable(rows: readonly (readonly (string | number)[])[]): string[] {
  const widths: number[] = [];
  const text = rows.map((row) => row.map((cell) => (typeof cell === 'number' ? cell.toLocaleString('en') : cell)));
  for (const row of text) for (const [at, cell] of row.entries()) widths[at] = Math.max(widths[at] ?? 0, cell.length);
  // A first row of names is a heading.
  const isNumeric = widths.map((_, at) =>
    rows.every(
      (row, index) =>
        typeof row[at] === 'number' || (index === 0 && at > 0 && rows.length > 1 && typeof rows[1]?.[at] === 'number'),
    ),
  );
  return text.map((row) =>
    row
      .map((cell, at) => (isNumeric[at] ? cell.padStart(widths[at] ?? 0) : cell.padEnd(widths[at] ?? 0)))
      .join('  ')
      .trimEnd(),
  );
}

function progressText(job: Job): string {
  const { done, total, ratePerSecond, remainingMs } = job;
  const width = 24;
  const filled = total ? Math.round((done / total) * width) : 0;
  const bar = `${'#'.repeat(filled)}${'-'.repeat(width - filled)}`;
  const rate = ratePerSecond === null ? '' : `  ${ratePerSecond.toFixed(1)}/s`;
  const left = remainingMs === null ? '' : `  ${formatDuration(remainingMs)} left`;
  return `${job.kind.padEnd(9)} [${bar}] ${done.toLocaleString('en')}/${(total ?? 0).toLocaleString('en')}${rate}${left}`;
}

/** A query with a mark under the characters that are wrong. */
function formatPlace({ query, position, length }: ErrorRecord['details']): string {
  if (typeof query !== 'string' || typeof position !== 'number') return '';
  const mark = '^'.repeat(Math.max(1, Math.min(Number(length), query.length - position)));
  return `  ${query}\n  ${' '.repeat(position)}${mark}\n`;
}

function formatError({ code, message, hint, details }: ErrorRecord): string {
  return `error[${code}]: ${message}\n${formatPlace(details)}${hint ? `  hint: ${hint}\n` : ''}`;
}

export function createOutput(json: boolean): Output {
  return {
    json,
    line: (text = '') => void (json || process.stdout.write(`${text}\n`)),
    table: (rows) => void (json || process.stdout.write(`${formatTable(rows).join('\n')}\n`)),
    result: (value) => void (json && process.stdout.write(`${JSON.stringify(value, null, 2)}\n`)),
    error(thrown) {
      const record = toErrorRecord(thrown);
      const { code, message, hint, details, stack } = record;
      if (json) process.stdout.write(`${JSON.stringify({ error: { code, message, hint, details } }, null, 2)}\n`);
      else process.stderr.write(formatError(record));
      if (code === 'internal' && stack && process.env.FIRSTPASS_LOG === 'debug') process.stderr.write(`${stack}\n`);
    },
    problem: (error) => void (json || process.stderr.write(formatError(toErrorRecord(error)))),
    failure: (path, { code, message }) => void (json || process.stderr.write(`failed[${code}]: ${path}: ${message}\n`)),
    progress(events, kind) {
      if (json || !process.stderr.isTTY) return () => undefined;
      const off = events.on('jobProgressed', ({ job }) => {
        if (job.kind === kind) process.stderr.write(`\r\u001b[2K${progressText(job)}`);
      });
      return () => {
        off();
        process.stderr.write('\r\u001b[2K');
      };
    },
  };
}
