import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { ZipFile } from 'yazl';
import { AppError } from '#shared/contract/errors.ts';
import type { FileToPack } from './listPackFiles.ts';
import { databaseName, manifestName } from './packManifest.ts';
import type { PackedFile } from './packManifest.ts';

/** Lets bytes through, and knows how many they were and their SHA-256 at the end. */
function createTap(look: () => void, done: (size: number, sha256: string) => void): Transform {
  const hash = createHash('sha256');
  let size = 0;
  return new Transform({
    transform(chunk: Buffer, _encoding, next) {
      try {
        look();
      } catch (error) {
        next(error as Error);
        return;
      }
      hash.update(chunk);
      size += chunk.length;
      next(null, chunk);
    },
    flush(next) {
      done(size, hash.digest('hex'));
      next();
    },
  });
}

/** Pictures are packed already; a database shrinks to a tenth. */
const isCompressed = (path: string): boolean => path === databaseName;

function addFile(zip: ZipFile, file: FileToPack, look: () => void): Promise<PackedFile> {
  const { path, source, sizeBytes: size, modified: mtime } = file;
  return new Promise((resolve, reject) => {
    zip.addReadStreamLazy(path, { size, mtime, mode: 0o100644, compress: isCompressed(path) }, (use) => {
      const tap = createTap(look, (read, sha256) =>
        // Whoever writes to it now would make an archive that says another size than it holds.
        read === size
          ? resolve({ path, size, sha256 })
          : reject(new AppError('pack.unreadable', { path: source, reason: 'its size changed' })),
      );
      pipeline(createReadStream(source), tap).catch((error: unknown) => {
        const { code } = error as NodeJS.ErrnoException;
        const isOurs = error instanceof Error && code === undefined;
        reject(
          isOurs ? error : new AppError('pack.unreadable', { path: source, reason: code ?? '' }, { cause: error }),
        );
      });
      use(null, tap);
    });
  });
}

/**
 * Writes a ZIP64 archive as a stream, and brings it to disk: memory does not grow with what is packed. Its last file is the manifest.
 * @param manifest of the files that were written before it
 * @param look called with every piece and the files so far; what it throws ends the work
 * @throws {AppError} pack.unreadable @throws errors of the file system
 */
export async function writeArchive(
  target: string,
  files: readonly FileToPack[],
  manifest: (files: readonly PackedFile[]) => string,
  look: (files: number) => void,
): Promise<void> {
  const zip = new ZipFile();
  const output = createWriteStream(target, { flags: 'wx', flush: true });
  const failed = new Promise<never>((_resolve, reject) => void zip.on('error', reject));
  const written = pipeline(zip.outputStream, output);
  // Both are waited for below; when one fails first, the other is not to be told as unheard.
  for (const end of [failed, written]) end.catch(() => undefined);
  const orFails = <T>(work: Promise<T>): Promise<T> =>
    Promise.race([work, failed, written.then((): Promise<T> => work)]);
  try {
    const packed: PackedFile[] = [];
    for (const file of files) packed.push(await orFails(addFile(zip, file, () => look(packed.length))));
    zip.addBuffer(Buffer.from(manifest(packed)), manifestName);
    zip.end();
    await orFails(written);
  } finally {
    output.destroy();
  }
}
