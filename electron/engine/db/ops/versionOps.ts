import { z } from 'zod';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';

const words = z.object({ name: z.string(), note: z.string() });

/** A point of the journal, which may lie before the entry that names it: what was done meanwhile is not part of it. */
export const versionNamed = defineOp({
  body: words.extend({
    id: z.int(),
    seq: z.int(),
    journalHash: z.string(),
    contentHash: z.string(),
    items: z.int(),
    labels: z.int(),
  }),
  apply: (db, version, context) => {
    prepare(
      db,
      `INSERT INTO versions (id, name, note, seq, journal_hash, content_hash, items, labels, actor, at)
       VALUES (@id, @name, @note, @seq, @journalHash, @contentHash, @items, @labels, @actor, @at)`,
    ).run({ ...version, ...context });
  },
});

export const versionUpdated = defineOp({
  body: z.object({ id: z.int(), from: words, to: words }),
  apply: (db, { id, to }) => {
    prepare(db, 'UPDATE versions SET name = @name, note = @note WHERE id = @id').run({ ...to, id });
  },
});

/** Only its name goes: what it held stays in the journal. */
export const versionDeleted = defineOp({
  body: z.object({ id: z.int(), name: z.string() }),
  apply: (db, { id }) => {
    prepare(db, 'DELETE FROM versions WHERE id = ?').run(id);
  },
});
