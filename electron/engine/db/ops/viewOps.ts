import { z } from 'zod';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';

const view = z.object({ query: z.string(), sort: z.string(), descending: z.boolean() });

export const viewSaved = defineOp({
  body: z.object({ name: z.string(), from: view.nullable(), to: view }),
  apply: (db, { name, to }) => {
    prepare(
      db,
      `INSERT INTO views (name, query, sort, descending) VALUES (@name, @query, @sort, @descending)
       ON CONFLICT (name) DO UPDATE SET query = excluded.query, sort = excluded.sort, descending = excluded.descending`,
    ).run({ ...to, name, descending: Number(to.descending) });
  },
});

export const viewRemoved = defineOp({
  body: z.object({ name: z.string(), from: view }),
  apply: (db, { name }) => {
    prepare(db, 'DELETE FROM views WHERE name = ?').run(name);
  },
});
