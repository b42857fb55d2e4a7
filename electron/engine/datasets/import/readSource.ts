import { createHash } from 'node:crypto';
import { closeSync, existsSync, openSync, readSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Database } from 'better-sqlite3';
import { AppError } from '#shared/contract/errors.ts';
import { findFormat, formats } from '#shared/formats/formatRegistry.ts';
import type { Format } from '#shared/formats/format.ts';
import type { Recognised, SourceTree } from '#shared/formats/reader.ts';
import { createStageSink } from './createStageSink.ts';
import { withExportSplits } from './exportSplits.ts';
import { openFileTree } from './fileTree.ts';
import { setFact } from './stage.ts';

const readable = formats.filter(({ reader }) => reader);
const known = readable.map(({ id }) => id).join(', ');

/** @throws {AppError} import.unknownFormat, import.notRecognised */
function chooseFormat(
  tree: SourceTree,
  wanted: string | null,
  source: string,
): { format: Format; found: Recognised | null } {
  if (wanted !== null) {
    const format = findFormat(wanted);
    if (!format?.reader) throw new AppError('import.unknownFormat', { format: wanted, known });
    return { format, found: null };
  }
  const guesses = readable.flatMap((format) => {
    const found = format.reader?.recognise(tree);
    return found ? [{ format, found }] : [];
  });
  const [best] = guesses.sort((a, b) => b.found.sure - a.found.sure);
  if (!best) throw new AppError('import.notRecognised', { path: source, known });
  return best;
}

/** Of the bytes of all files that were read, one after the other. */
function hashFiles(root: string, paths: readonly string[]): string {
  const hash = createHash('sha256');
  const piece = Buffer.allocUnsafe(1024 * 1024);
  for (const one of paths) {
    const file = openSync(path.join(root, one), 'r');
    try {
      for (let count = 1; count > 0;) {
        count = readSync(file, piece, 0, piece.length, null);
        hash.update(piece.subarray(0, count));
      }
    } finally {
      closeSync(file);
    }
  }
  return hash.digest('hex');
}

/**
 * Reads the chosen file or folder onto a stage.
 * @param look called now and then with the labels so far; what it throws ends the work
 * @throws {AppError} import.notFound, import.unknownFormat, import.notRecognised, import.unreadable
 */
export function readSource(
  stage: Database,
  source: string,
  wanted: string | null,
  look: (labels: number) => void,
): void {
  if (!existsSync(source)) throw new AppError('import.notFound', { path: source });
  try {
    const sink = createStageSink(stage, look);
    const tree = openFileTree(source, (problem) => sink.problem(problem));
    const { format, found } = chooseFormat(tree, wanted, source);
    format.reader?.read(tree, withExportSplits(tree, format, sink));
    sink.finish();
    const paths = stage.prepare('SELECT path FROM files WHERE NOT broken ORDER BY id').pluck().all() as string[];
    const root = statSync(source).isDirectory() ? source : path.dirname(source);
    setFact(stage, 'source', source);
    setFact(stage, 'format', { id: format.id, name: format.name });
    setFact(stage, 'seen', found?.seen ?? null);
    setFact(stage, 'sha256', hashFiles(root, paths));
  } catch (error) {
    const isDisk = error instanceof Error && 'syscall' in error;
    throw isDisk ? new AppError('import.unreadable', { path: source, reason: error.message }, { cause: error }) : error;
  }
}
