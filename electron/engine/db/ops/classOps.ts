import { z } from 'zod';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';

const look = z.object({ name: z.string(), color: z.string() });

export const classCreated = defineOp({
  body: look.extend({ id: z.int(), position: z.int() }),
  apply: (db, labelClass) => {
    prepare(db, 'INSERT INTO classes (id, name, color, position) VALUES (@id, @name, @color, @position)').run(
      labelClass,
    );
  },
});

export const classUpdated = defineOp({
  body: z.object({ id: z.int(), from: look, to: look }),
  apply: (db, { id, to }) => {
    prepare(db, 'UPDATE classes SET name = @name, color = @color WHERE id = @id').run({ id, ...to });
  },
});

export const classMatched = defineOp({
  body: z.object({
    modelSha256: z.string(),
    className: z.string(),
    /** null: ignored. */
    classId: z.int().nullable(),
  }),
  apply: (db, match) => {
    prepare(
      db,
      `INSERT INTO class_matches (model_sha256, class_name, class_id) VALUES (@modelSha256, @className, @classId)
       ON CONFLICT (model_sha256, class_name) DO UPDATE SET class_id = excluded.class_id`,
    ).run(match);
  },
});
