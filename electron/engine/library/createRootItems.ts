import { existsSync } from 'node:fs';
import path from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from 'better-sqlite3';
import type { Emitter } from '#shared/base/emitter.ts';
import type { EngineEvents } from '#shared/contract/engineEvents.ts';
import { AppError, toErrorRecord } from '#shared/contract/errors.ts';
import type { ItemId } from '#shared/model/ids.ts';
import {
  addItems,
  findFile,
  listFilesAfter,
  markMissing,
  markReturned,
  relinkByContent,
  saveRefusal,
} from '../db/itemFiles.ts';
import type { KnownFile } from '../db/itemFiles.ts';
import type { RootRow } from '../db/roots.ts';
import { transact } from '../db/transact.ts';
import type { Arrivals } from './arrivals.ts';
import type { WriteGate } from '../writeGate.ts';
import type { Reader } from './createReader.ts';
import { lookAtPath } from './lookAtPath.ts';
import type { FoundFile } from './foundFile.ts';

/** All frames of a file that are items; none when it is new. */
export type KnownFrames = (path: string) => readonly KnownFile[];

/** What files that were found or are gone mean for the items of a root. */
export interface RootItems {
  /** Files that are there now: adds the new ones, reads what is new or different. */
  take(root: RootRow, batch: number, found: readonly FoundFile[], known: KnownFrames): void;
  /**
   * Items whose file is gone: kept with their labels, and linked again when the same bytes have come elsewhere.
   * @throws {AppError} folder.notFound when the root went along; then nothing is said of the images.
   */
  lose(root: RootRow, files: readonly KnownFile[]): Promise<void>;
  /** By path, a page at a time: a large root must not stall the engine. */
  listKnown(root: RootRow): Promise<Map<string, KnownFile[]>>;
}

/** Rows handled in one go, so that the engine answers others in between. */
const pageSize = 500;

export function createRootItems(deps: {
  readonly db: Database;
  readonly actor: string;
  readonly readOnly: boolean;
  readonly arrivals: Arrivals;
  readonly reader: Reader;
  readonly emitter: Emitter<EngineEvents>;
  readonly gate: WriteGate;
  readonly isClosed: () => boolean;
}): RootItems {
  const { db, actor, readOnly, arrivals, reader, emitter, isClosed } = deps;
  const writer = { db, actor };

  const differs = (known: KnownFile, found: FoundFile): boolean => {
    if (known.state === 'waiting') return true;
    const isSame = known.sizeBytes === found.sizeBytes && known.modifiedMs === found.modifiedMs;
    // What could not be read is tried again, it costs little; but not what broke the decoder.
    return !isSame || (known.state === 'unreadable' && known.problemCode !== 'image.crashed');
  };

  function take(root: RootRow, batch: number, found: readonly FoundFile[], known: KnownFrames): void {
    if (readOnly || isClosed()) return;
    const fresh: FoundFile[] = [];
    const returned: ItemId[] = [];
    const unnameable = new Map<ItemId, FoundFile>();
    for (const file of found) {
      const frames = known(file.path);
      if (frames.length === 0) fresh.push(file);
      for (const before of frames) {
        if (before.missing) returned.push(before.id);
        if (file.isUnnameable) {
          if (before.problemCode !== 'image.badName') unnameable.set(before.id, file);
        } else if (differs(before, file)) reader.read(before.id, path.join(root.path, file.path));
      }
    }
    markReturned(writer, returned);
    if (fresh.length > 0) {
      const paths = fresh.map((file) => file.path);
      const ids = addItems(writer, root.id, paths);
      arrivals.add(batch, ids);
      for (const [index, itemId] of ids.entries()) {
        const file = fresh[index];
        if (file?.isUnnameable) unnameable.set(itemId, file);
        else reader.read(itemId, path.join(root.path, paths[index] ?? ''));
      }
    }
    refuseUnnameable(unnameable);
    if (fresh.length + returned.length > 0) emitter.emit('itemsChanged', { itemIds: null });
  }

  /** Nothing can be opened by such a name: there is nothing to read. */
  function refuseUnnameable(files: ReadonlyMap<ItemId, FoundFile>): void {
    if (files.size === 0) return;
    const problem = toErrorRecord(new AppError('image.badName'));
    transact(db, () => {
      for (const [itemId, file] of files) saveRefusal(db, itemId, problem, file);
    });
  }

  async function lose(root: RootRow, files: readonly KnownFile[]): Promise<void> {
    for (let first = 0; first < files.length && !readOnly; first += pageSize) {
      const page = files.slice(first, first + pageSize);
      const states = await Promise.all(page.map((file) => lookAtPath(path.join(root.path, file.path))));
      if (!existsSync(root.path)) throw new AppError('folder.notFound', { path: root.path });
      await deps.gate.opened();
      if (isClosed()) return;
      // Meanwhile it may have been linked to another place.
      const gone = page.filter((file, index) => {
        const now = states[index] === 'gone' ? findFile(db, file.id) : undefined;
        return now?.missing === false && now.path === file.path && now.rootId === file.rootId;
      });
      markMissing(
        writer,
        gone.map((file) => file.id),
      );
      for (const { id, contentHash } of gone) {
        if (contentHash !== null)
          relinkByContent(
            writer,
            contentHash,
            (other) => !reader.isDisplaced(other) && arrivals.isLaterThan(other, id),
          );
      }
      if (gone.length > 0) emitter.emit('itemsChanged', { itemIds: null });
    }
  }

  async function listKnown(root: RootRow): Promise<Map<string, KnownFile[]>> {
    const known = new Map<string, KnownFile[]>();
    for (let after = 0; !isClosed();) {
      const page = listFilesAfter(db, root.id, after, pageSize);
      for (const file of page) {
        const frames = known.get(file.path);
        if (frames) frames.push(file);
        else known.set(file.path, [file]);
      }
      if (page.length < pageSize) break;
      after = page.at(-1)?.id ?? after;
      await breathe();
    }
    return known;
  }

  return { take, lose, listKnown };
}
