import { createHash } from 'node:crypto';
import { createWriteStream, mkdirSync, statSync } from 'node:fs';
import path from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { openPromise } from 'yauzl';
import type { Entry, ZipFile } from 'yauzl';
import { z } from 'zod';
import { AppError, CancelledError } from '#shared/contract/errors.ts';
import { foldPath, isSafePath } from './archivePath.ts';
import { databaseName, manifestName, manifestSchema, packFormat } from './packManifest.ts';
import type { Manifest, PackedFile } from './packManifest.ts';

/** A packed project that was looked at, and may be unpacked: its list of files agrees with its manifest, and no name leads out of it. */
export interface Archive {
  readonly manifest: Manifest;
  readonly database: PackedFile;
  /** Files whose names are one where letters are not told apart by case. */
  readonly clashing: readonly string[];
  /**
   * Writes one file, and makes sure that it is what the manifest says.
   * @param look called with every piece; what it throws ends the work
   * @throws {AppError} pack.damaged
   */
  extract(file: PackedFile, target: string, look: () => void): Promise<void>;
  close(): void;
}

/** More files, or a longer manifest, than any project has: what claims them is made to fill the memory. */
const mostFiles = 5_000_000;
const longestManifest = 1024 ** 3;
/** A database shrinks to a tenth, perhaps to a fiftieth; bombs to a thousandth. */
const highestRatio = 200;
const smallBytes = 16 * 1024 ** 2;

const damaged = (reason: string, cause?: unknown): AppError =>
  new AppError('pack.damaged', { reason }, cause === undefined ? {} : { cause });
const unsafe = (name: string): AppError => new AppError('pack.unsafe', { path: name.slice(0, 200) });

/** @throws {AppError} pack.unsafe, pack.tooLarge, pack.damaged */
function checkEntry(entry: Entry): string {
  let name: string;
  try {
    name = new TextDecoder('utf-8', { fatal: true }).decode(entry.fileNameRaw);
  } catch (error) {
    throw new AppError('pack.unsafe', { path: entry.fileNameRaw.toString('latin1').slice(0, 200) }, { cause: error });
  }
  if (!isSafePath(name)) throw unsafe(name);
  // What a Unix system keeps of a file: a link, or a device, is no file of ours.
  const kind = (entry.externalFileAttributes >>> 16) & 0o170000;
  if (kind !== 0 && kind !== 0o100000) throw unsafe(name);
  if (entry.isEncrypted() || ![0, 8].includes(entry.compressionMethod)) throw damaged(`${name} is packed otherwise`);
  if (entry.compressionMethod === 0 && entry.compressedSize !== entry.uncompressedSize)
    throw damaged(`${name} says two sizes`);
  if (entry.uncompressedSize > Math.max(smallBytes, entry.compressedSize * highestRatio))
    throw new AppError('pack.tooLarge', { reason: `${name} would be ${entry.uncompressedSize} bytes` });
  return name;
}

async function listEntries(zip: ZipFile): Promise<Map<string, Entry>> {
  if (zip.entryCount > mostFiles) throw new AppError('pack.tooLarge', { reason: `${zip.entryCount} files` });
  const entries = new Map<string, Entry>();
  let packedBytes = 0;
  for await (const entry of zip.eachEntry()) {
    const name = checkEntry(entry);
    if (entries.has(name)) throw damaged(`${name} is there twice`);
    entries.set(name, entry);
    // Files that share their bytes would let a short archive hold any number of them.
    packedBytes += entry.compressedSize;
    if (packedBytes > zip.fileSize) throw new AppError('pack.tooLarge', { reason: 'its files lie on each other' });
  }
  return entries;
}

async function readText(zip: ZipFile, entry: Entry): Promise<string> {
  if (entry.uncompressedSize > longestManifest) throw new AppError('pack.tooLarge', { reason: manifestName });
  const pieces: Buffer[] = [];
  for await (const piece of await zip.openReadStreamPromise(entry)) pieces.push(piece as Buffer);
  return Buffer.concat(pieces).toString('utf8');
}

function parseManifest(text: string): Manifest {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw damaged(`${manifestName} is no JSON`, error);
  }
  const format = z.object({ format: z.int() }).safeParse(value);
  if (format.success && format.data.format > packFormat)
    throw new AppError('pack.newer', { found: format.data.format, known: packFormat });
  const parsed = manifestSchema.safeParse(value);
  if (!parsed.success) throw damaged(`${manifestName}: ${parsed.error.issues[0]?.path.join('.') ?? ''}`);
  return parsed.data;
}

/** The manifest and the archive name the same files, with the same sizes. */
function matchFiles(
  manifest: Manifest,
  entries: ReadonlyMap<string, Entry>,
): { database: PackedFile; clashing: string[] } {
  const folded = new Set<string>();
  const clashing: string[] = [];
  let database: PackedFile | undefined;
  for (const file of manifest.files) {
    const { path: name, size } = file;
    if (!isSafePath(name)) throw unsafe(name);
    if (name !== databaseName && !/^(root-\d+|models)\/./.test(name)) throw damaged(`${name} has no place in it`);
    const entry = entries.get(name);
    if (!entry) throw damaged(`${name} is missing`);
    if (entry.uncompressedSize !== size) throw damaged(`${name} has another size`);
    if (folded.has(foldPath(name))) clashing.push(name);
    folded.add(foldPath(name));
    if (name === databaseName) database = file;
  }
  if (!database) throw damaged(`${databaseName} is missing`);
  if (new Set(manifest.files.map(({ path }) => path)).size !== manifest.files.length)
    throw damaged('a file is named twice');
  if (entries.size !== manifest.files.length + 1) throw damaged('it holds files that nobody packed');
  return { database, clashing };
}

/** What the reader of archives says, in our words. */
function toDamage(error: unknown): unknown {
  if (error instanceof AppError || error instanceof CancelledError || !(error instanceof Error)) return error;
  // Errors of the system, a full disk among them, stay what they are; those of the inflater are of the archive.
  if ('syscall' in error) return error;
  return damaged(error.message, error);
}

async function write(stream: Readable, target: string, look: () => void): Promise<{ size: number; sha256: string }> {
  const hash = createHash('sha256');
  let size = 0;
  await pipeline(
    stream,
    async function* (pieces: AsyncIterable<Buffer>) {
      for await (const piece of pieces) {
        look();
        hash.update(piece);
        size += piece.length;
        yield piece;
      }
    },
    createWriteStream(target, { flags: 'wx' }),
  );
  return { size, sha256: hash.digest('hex') };
}

/**
 * Opens a packed project and looks at all that it says of itself, before anything is written.
 * @throws {AppError} pack.notFound, pack.notAPack, pack.damaged, pack.unsafe, pack.tooLarge, pack.newer
 */
export async function openArchive(file: string): Promise<Archive> {
  if (!statSync(file, { throwIfNoEntry: false })?.isFile()) throw new AppError('pack.notFound', { path: file });
  let zip: ZipFile;
  try {
    zip = await openPromise(file, { autoClose: false, lazyEntries: true, decodeStrings: false });
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    throw new AppError('pack.notAPack', { path: file }, { cause: error });
  }
  try {
    const entries = await listEntries(zip);
    const listed = entries.get(manifestName);
    if (!listed) throw new AppError('pack.notAPack', { path: file });
    const manifest = parseManifest(await readText(zip, listed));
    const { database, clashing } = matchFiles(manifest, entries);
    return {
      manifest,
      database,
      clashing,
      async extract({ path: name, size, sha256 }, target, look) {
        const entry = entries.get(name);
        if (!entry) throw damaged(`${name} is missing`);
        mkdirSync(path.dirname(target), { recursive: true });
        try {
          const is = await write(await zip.openReadStreamPromise(entry), target, look);
          if (is.size !== size || is.sha256 !== sha256) throw damaged(`${name} is not what was packed`);
        } catch (error) {
          throw toDamage(error);
        }
      },
      close: () => zip.close(),
    };
  } catch (error) {
    zip.close();
    throw toDamage(error);
  }
}
