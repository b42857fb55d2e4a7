import fc from 'fast-check';
import { expect, it } from 'vitest';
import { createEditStacks } from '#engine/db/editStacks.ts';
import type { EditMark, EditStacks } from '#engine/db/editStacks.ts';

function readFrom(journal: readonly EditMark[]): EditStacks {
  return createEditStacks({
    before: (seq, limit) =>
      journal
        .filter((mark) => mark.seq < seq)
        .slice(-limit)
        .reverse(),
    undoes: (seq) => journal[seq - 1]?.undoes ?? null,
  });
}

it('read from a journal they are what they were when it was written, all the way down', () => {
  const act = fc.constantFrom('edit', 'undo', 'redo', 'restart');
  fc.assert(
    fc.property(fc.array(act, { maxLength: 400 }), (acts) => {
      const journal: EditMark[] = [];
      // The plain way: two stacks, kept in memory from the beginning.
      let [undo, redo]: [number[], number[]] = [[], []];
      let stacks = readFrom(journal);
      for (const what of acts) {
        const seq = journal.length + 1;
        const undoes = what === 'undo' ? stacks.topUndo() : what === 'redo' ? stacks.topRedo() : null;
        if (what === 'restart') stacks = readFrom(journal);
        else if (undoes !== undefined) {
          journal.push({ seq, undoes });
          stacks.push({ seq, undoes });
          if (what === 'edit') [undo, redo] = [[...undo, seq], []];
          else if (what === 'undo') [undo, redo] = [undo.slice(0, -1), [...redo, seq]];
          else [undo, redo] = [[...undo, seq], redo.slice(0, -1)];
        }
        expect([stacks.topUndo(), stacks.topRedo()]).toEqual([undo.at(-1), redo.at(-1)]);
      }
      for (const expected of undo.reverse()) {
        expect(stacks.topUndo()).toBe(expected);
        stacks.push({ seq: Number.MAX_SAFE_INTEGER, undoes: expected });
      }
      expect(stacks.topUndo()).toBeUndefined();
    }),
  );
});

it('read only the end of a long journal', () => {
  const journal = Array.from({ length: 100_000 }, (_, index) => ({ seq: index + 1, undoes: null }));
  let reads = 0;
  const stacks = createEditStacks({
    before(seq, limit) {
      reads += 1;
      return journal
        .slice(Math.max(0, Math.min(seq - 1, journal.length) - limit), Math.min(seq - 1, journal.length))
        .reverse();
    },
    undoes: () => null,
  });
  expect([stacks.topUndo(), reads]).toEqual([100_000, 1]);
});
