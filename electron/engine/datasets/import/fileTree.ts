import { closeSync, openSync, readFileSync, readSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { BrokenFile } from '#shared/formats/reader.ts';
import type { ReadProblem, SourceFile, SourceTree } from '#shared/formats/reader.ts';
import { exportExtras, exportInfo } from '../exportFiles.ts';
import { createTextDecoder, findEncoding } from './textEncoding.ts';
import type { TextEncoding } from './textEncoding.ts';

const headBytes = 64 * 1024;
const pieceBytes = 256 * 1024;
const wholeLimitMiB = 64;
/** Of a folder with more files nobody wants to import all. */
export const fileLimit = 2_000_000;

/** Files that point to others beside them: their folder is meant. */
const pointsToOthers = /\.(ya?ml|data|names)$/i;

const extras: ReadonlySet<string> = new Set(Object.values(exportExtras));

/**
 * The chosen file, or the folder with everything below it; links to folders are not followed. In path order; without what an
 * export of ours has beside its labels.
 */
function listFiles(root: string, isFile: boolean): SourceFile[] {
  if (isFile) return [{ path: path.basename(root), sizeBytes: statSync(root).size }];
  const files: SourceFile[] = [];
  const walk = (folder: string): void => {
    const entries = readdirSync(path.join(root, folder), { withFileTypes: true });
    const isExport = entries.some(({ name }) => name === exportInfo);
    for (const entry of entries) {
      if (isExport && extras.has(entry.name)) continue;
      const below = folder === '' ? entry.name : `${folder}/${entry.name}`;
      if (entry.isDirectory()) walk(below);
      else if (entry.isFile() || entry.isSymbolicLink()) {
        const stat = statSync(path.join(root, below), { throwIfNoEntry: false });
        if (stat?.isFile() && files.length < fileLimit) files.push({ path: below, sizeBytes: stat.size });
      }
    }
  };
  walk('');
  return files.sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}

/** Each piece is good until the next is asked for: they share their memory. */
function* readPieces(full: string, limitBytes = Infinity): Generator<Uint8Array> {
  const file = openSync(full, 'r');
  const piece = Buffer.allocUnsafe(Math.min(pieceBytes, limitBytes));
  try {
    for (let left = limitBytes; left > 0;) {
      const count = readSync(file, piece, 0, Math.min(piece.length, left), null);
      if (count === 0) return;
      left -= count;
      yield piece.subarray(0, count);
    }
  } finally {
    closeSync(file);
  }
}

/** The files that a person chose, for readers. `onGuess` is told of text whose encoding had to be guessed. */
export function openFileTree(chosen: string, onGuess: (problem: ReadProblem) => void): SourceTree {
  const isFile = statSync(chosen).isFile() && !pointsToOthers.test(chosen);
  const root = statSync(chosen).isFile() && !isFile ? path.dirname(chosen) : chosen;
  const files = listFiles(root, isFile);
  const sizes = new Map(files.map((file) => [file.path, file.sizeBytes]));
  const encodings = new Map<string, TextEncoding>();

  function place(file: string): string {
    if (!sizes.has(file)) throw new BrokenFile({ path: file, code: 'file.missing' });
    return isFile ? root : path.join(root, file);
  }

  /** What the disk says no to is the file's problem, not the program's. */
  function reading<T>(file: string, work: (full: string) => T): T {
    const full = place(file);
    try {
      return work(full);
    } catch (error) {
      if (error instanceof BrokenFile || !(error instanceof Error && 'code' in error)) throw error;
      throw new BrokenFile({ path: file, code: 'file.unreadable', details: { reason: error.message } });
    }
  }

  function encodingOf(file: string): TextEncoding {
    const known = encodings.get(file);
    if (known) return known;
    const found = reading(file, (full) => {
      const [head = new Uint8Array(0)] = readPieces(full, headBytes);
      return findEncoding(head, () => readPieces(full));
    });
    if (!found) throw new BrokenFile({ path: file, code: 'file.notText' });
    if (found.guessed) onGuess({ path: file, code: 'file.encoding', details: { encoding: found.name } });
    encodings.clear();
    encodings.set(file, found);
    return found;
  }

  function* chunks(file: string): Generator<string> {
    const decoder = createTextDecoder(encodingOf(file));
    for (const piece of readPieces(place(file))) yield decoder.decode(piece, false);
    yield decoder.decode(new Uint8Array(0), true);
  }

  function bytes(file: string, mostMiB = wholeLimitMiB): Uint8Array {
    if ((sizes.get(file) ?? 0) > mostMiB * 1024 * 1024)
      throw new BrokenFile({ path: file, code: 'file.tooLarge', details: { megabytes: mostMiB } });
    return reading(file, (full) => readFileSync(full));
  }

  function start(file: string): Uint8Array {
    try {
      return reading(file, (full) => [...readPieces(full, headBytes)][0] ?? new Uint8Array(0));
    } catch (error) {
      if (error instanceof BrokenFile) return new Uint8Array(0);
      throw error;
    }
  }

  return {
    files,
    has: (file) => sizes.has(file),
    head(file) {
      const head = start(file);
      const found = findEncoding(head, null);
      return found ? createTextDecoder(found).decode(head, false) : '';
    },
    headBytes: start,
    text(file) {
      const encoding = encodingOf(file);
      return createTextDecoder(encoding).decode(bytes(file), true);
    },
    bytes,
    chunks,
  };
}
