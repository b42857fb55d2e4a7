import { z } from 'zod';
import { prepare } from '../prepare.ts';
import { defineOp } from './op.ts';

/** The first entry of every journal. The random id makes two projects' chains differ from the start. */
export const projectCreated = defineOp({
  body: z.object({ projectId: z.uuid() }),
  apply: (db, { projectId }) => {
    prepare(db, "INSERT INTO meta (key, value) VALUES ('projectId', ?)").run(projectId);
  },
});

export const rootAdded = defineOp({
  body: z.object({ id: z.int(), path: z.string() }),
  apply: (db, { id, path }) => {
    prepare(db, 'INSERT INTO roots (id, path) VALUES (?, ?)').run(id, path);
  },
});

/** The folders lie elsewhere now, as when a project was unpacked: their items stay what they are. */
export const rootsMoved = defineOp({
  body: z.object({ roots: z.array(z.object({ id: z.int(), from: z.string(), to: z.string() })) }),
  apply: (db, { roots }) => {
    const move = prepare(db, 'UPDATE roots SET path = ? WHERE id = ?');
    // Out of each other's way first: no folder is called so.
    for (const { id } of roots) move.run(`\u0001${id}`, id);
    for (const { id, to } of roots) move.run(to, id);
  },
});

export const modelRegistered = defineOp({
  body: z.object({ id: z.int(), name: z.string(), sha256: z.string(), path: z.string(), card: z.string() }),
  apply: (db, model) => {
    prepare(db, 'INSERT INTO models (id, name, sha256, path, card) VALUES (@id, @name, @sha256, @path, @card)').run(
      model,
    );
  },
});

const modelPlace = z.object({ name: z.string(), path: z.string(), card: z.string() });

/** The same bytes lie elsewhere now, or are read by another card. */
export const modelUpdated = defineOp({
  body: z.object({ id: z.int(), from: modelPlace, to: modelPlace }),
  apply: (db, { id, to }) => {
    prepare(db, 'UPDATE models SET name = @name, path = @path, card = @card WHERE id = @id').run({ ...to, id });
  },
});
