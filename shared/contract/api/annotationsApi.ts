import { z } from 'zod';
import { changeSchema } from '../../change/change.ts';
import type { Comment } from '../../model/comment.ts';
import type { AnnotationId, CommentId, ItemId } from '../../model/ids.ts';
import type { Methods } from '../method.ts';
import { id, nothing, read, write } from '../method.ts';

export interface HistoryEntry {
  readonly seq: number;
  readonly at: string;
  readonly actor: string;
  readonly label: string;
  /** The entry that this one takes back (an undo, or a redo of one); null when it is no undo. */
  readonly undoes: number | null;
  readonly itemId: ItemId | null;
}

const uuid = <Id extends string>() => z.uuid().transform((value) => value as Id);

/** What is too long for a comment is refused by the handler, in words; halves of characters are no text at all. */
const commentText = z
  .string()
  .max(1_000_000)
  .transform((text) => text.replace(/\p{Surrogate}/gu, '\ufffd').trim());

/** As for `annotations.apply`. */
const commentEdit = {
  projectPath: z.string().optional(),
  itemId: id<ItemId>(),
  editId: z.uuid().optional(),
};

const commentOf = z.object({ ...commentEdit, commentId: uuid<CommentId>() });

export const annotationsApi = {
  /**
   * Acknowledged only after the transaction is on disk. An edit whose `editId` was made already is not made again: it is
   * answered as it was the first time, also after a restart, so that a client that lost the answer may ask again.
   */
  'annotations.apply': write<{ ok: true; revision: number; seq: number } | { ok: false; reason: 'store.conflict' }>()(
    z.object({
      /** The file of the project that the edit was made in: while another one is open, it is refused. */
      projectPath: z.string().optional(),
      itemId: id<ItemId>(),
      baseRevision: z.int().min(0),
      change: changeSchema,
      label: z.string().min(1).max(200),
      editId: z.uuid().optional(),
    }),
  ),
  /** Who drew, accepted or put in each label of an item first: read from the journal. */
  'annotations.authors': read<Readonly<Record<string, string>>>()(z.object({ itemId: id<ItemId>() })),

  /** All comments of an item, oldest first; `actor` is who writes the next one. */
  'comments.list': read<{ actor: string; comments: readonly Comment[] }>()(z.object({ itemId: id<ItemId>() })),
  /** Opens a thread, or answers in one. Like the others, made once for an `editId`, and on disk when acknowledged. */
  'comments.add': write<{ seq: number }>()(
    z.object({
      ...commentEdit,
      id: uuid<CommentId>(),
      /** The comment that opened the thread. */
      threadId: uuid<CommentId>().nullable().default(null),
      /** null: about the whole item. An answer is about what its thread is about. */
      annotationId: uuid<AnnotationId>().nullable().default(null),
      text: commentText,
    }),
  ),
  /** By its author only, as is `comments.remove`. */
  'comments.edit': write<{ seq: number }>()(commentOf.extend({ text: commentText })),
  /** The thread of a comment is dealt with. */
  'comments.resolve': write<{ seq: number }>()(commentOf),
  'comments.reopen': write<{ seq: number }>()(commentOf),
  /** One that was answered only loses its text. */
  'comments.remove': write<{ seq: number }>()(commentOf),

  /** What `history.undo`, `history.redo` and, for an item, `history.undoHere` would take back. */
  'history.peek': read<{ undo: HistoryEntry | null; redo: HistoryEntry | null; undoHere: HistoryEntry | null }>()(
    z.object({ itemId: id<ItemId>().optional() }),
  ),
  /** Takes the newest edit back, project-wide, as a new journal entry; null when there is none. */
  'history.undo': write<HistoryEntry | null>()(nothing),
  /** Takes the newest edit of one item back, whatever was edited in others since. */
  'history.undoHere': write<
    { ok: true; entry: HistoryEntry } | { ok: false; reason: 'history.nothingHere' | 'history.builtOn' }
  >()(z.object({ itemId: id<ItemId>() })),
  'history.redo': write<HistoryEntry | null>()(nothing),
  'history.list': read<readonly HistoryEntry[]>()(
    z.object({ itemId: id<ItemId>().optional(), limit: z.int().min(1).max(1000).default(100) }),
  ),
} as const satisfies Methods;
