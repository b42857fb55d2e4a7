import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { attributeDefinitionSchema } from '#shared/model/attributes.ts';
import { skeletonSchema } from '#shared/model/skeleton.ts';
import { canonicalJson } from '../journal.ts';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';

const definitions = z.array(attributeDefinitionSchema);
/** Entries from before there were attributes and skeletons have none. */
export const classLook = z.object({
  name: z.string(),
  color: z.string(),
  attributes: definitions.optional(),
  skeleton: skeletonSchema.optional(),
});

export type ClassLook = z.output<typeof classLook>;

const toColumn = (attributes: z.infer<typeof definitions> | undefined): string | null =>
  attributes && attributes.length > 0 ? canonicalJson(attributes) : null;
const toText = (skeleton: z.infer<typeof skeletonSchema> | undefined): string | null =>
  skeleton ? canonicalJson(skeleton) : null;

export function setLook(db: Database, id: number, { name, color, attributes, skeleton }: ClassLook): void {
  prepare(
    db,
    `UPDATE classes SET name = @name, color = @color, attributes = @attributes, skeleton = @skeleton WHERE id = @id`,
  ).run({ id, name, color, attributes: toColumn(attributes), skeleton: toText(skeleton) });
}

export const classCreated = defineOp({
  body: classLook.extend({ id: z.int(), position: z.int() }),
  apply: (db, { attributes, skeleton, ...labelClass }) => {
    prepare(
      db,
      `INSERT INTO classes (id, name, color, position, attributes, skeleton)
       VALUES (@id, @name, @color, @position, @attributes, @skeleton)`,
    ).run({ ...labelClass, attributes: toColumn(attributes), skeleton: toText(skeleton) });
  },
});

export const classUpdated = defineOp({
  body: z.object({ id: z.int(), from: classLook, to: classLook }),
  apply: (db, { id, to }) => setLook(db, id, to),
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
