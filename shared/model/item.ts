import { z } from 'zod';
import type { ItemId, RootId } from './ids.ts';
import type { ItemFacts } from './itemFacts.ts';
import type { Split } from './split.ts';

/** Where an item stands. The first edit makes it `in progress`, finishing it `labeled`. */
export const stages = ['new', 'in progress', 'labeled', 'approved', 'returned', 'skipped'] as const;
export const stageSchema = z.enum(stages);
export type Stage = z.infer<typeof stageSchema>;

/** What is known of the item's file. Only `missing` and `changed` are human-relevant history and in the journal. */
export const fileStates = ['waiting', 'ready', 'unreadable', 'missing', 'changed'] as const;
/**
 * - `waiting`: seen, but not yet read to its end (still being copied, or in the queue)
 * - `ready`: decoded once to its end
 * - `unreadable`: the decoder refused it; `problem` says why
 * - `missing`: the file is gone; its annotations are kept
 * - `changed`: its bytes changed since it was labeled; its annotations are kept for a person to confirm
 */
export type FileState = (typeof fileStates)[number];

export interface Item {
  readonly id: ItemId;
  readonly rootId: RootId;
  /** Relative to its root, with `/` on every system. */
  readonly path: string;
  /** Which image of a file of several, from 0. */
  readonly frame: number;
  readonly stage: Stage;
  readonly fileState: FileState;
  /** An error code with its details when the file can't be read. */
  readonly problem: { readonly code: string; readonly details: Readonly<Record<string, string | number>> } | null;
  /** Size of the upright image in pixels; null until it was probed. */
  readonly widthPx: number | null;
  readonly heightPx: number | null;
  /** EXIF orientation 1..8 of the stored pixels. */
  readonly orientation: number;
  readonly bitDepth: number | null;
  readonly format: string | null;
  readonly sizeBytes: number | null;
  readonly modifiedMs: number | null;
  /** What a medical file or one of several frames tells; null: it is a plain image, or was not read yet. */
  readonly facts: ItemFacts | null;
  /** SHA-256 of the file's bytes, hex, of a later frame that and its number's; null until it was read. */
  readonly contentHash: string | null;
  /** In alphabetical order. */
  readonly tags: readonly string[];
  readonly split: Split | null;
  /** Counts the changes of annotations, decisions and stage; guards against lost updates. */
  readonly revision: number;
}
