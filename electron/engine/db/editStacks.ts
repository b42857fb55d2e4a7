/**
 * An entry of the journal as undo sees it: an edit takes nothing back, an undo names the edit (or redo) that it takes
 * back, a redo names the undo.
 */
export interface EditMark {
  readonly seq: number;
  readonly undoes: number | null;
}

export interface ReadEdits {
  /** Up to `limit` entries before `seq`, newest first. */
  before(seq: number, limit: number): readonly EditMark[];
  /** What an entry takes back. */
  undoes(seq: number): number | null;
}

/**
 * The entries that undo and redo would take back next; an undo may also take back another than the newest, as one of a
 * single image does. Reads no more of a long journal than it needs.
 */
export interface EditStacks {
  /** Takes note of the newest entry. */
  push(mark: EditMark): void;
  topUndo(): number | undefined;
  topRedo(): number | undefined;
}

interface Step {
  readonly seq: number;
  readonly kind: 'edit' | 'undo' | 'redo';
  /** Something later took it back, or took that back again: it has no say any more. */
  readonly isOver: boolean;
}

const chunk = 100;

/** Walks back through the journal, from the newest edit to the first. */
function* walkBack(read: ReadEdits): Generator<Step, void> {
  const takenBack = new Set<number>();
  const kindOf = (undoes: number | null): Step['kind'] => {
    // Edit, undo, redo, undo, redo: along the chain they alternate.
    let depth = 0;
    for (let target = undoes; target !== null; target = read.undoes(target)) depth += 1;
    return depth === 0 ? 'edit' : depth % 2 === 1 ? 'undo' : 'redo';
  };
  let marks = read.before(Number.MAX_SAFE_INTEGER, chunk);
  while (marks.length > 0) {
    for (const { seq, undoes } of marks) {
      const isOver = takenBack.delete(seq);
      if (undoes !== null) takenBack.add(undoes);
      yield { seq, kind: isOver && undoes !== null ? 'undo' : kindOf(undoes), isOver };
    }
    marks = read.before(marks.at(-1)?.seq ?? 0, chunk);
  }
}

export function createEditStacks(read: ReadEdits): EditStacks {
  const steps = walkBack(read);
  /** The newest part of what is in force, newest last; older ones are read when these are used up. */
  const undoable: number[] = [];
  /** Taken back out of order, before they were read. */
  const gone = new Set<number>();
  /** Undos since the newest edit, newest last: an edit ends what could be redone. */
  const redoable: number[] = [];

  function readOlder(): Step | undefined {
    const next = steps.next();
    if (next.done) return undefined;
    const { seq, kind, isOver } = next.value;
    if (kind !== 'undo' && !isOver && !gone.has(seq)) undoable.unshift(seq);
    return next.value;
  }

  for (let step = readOlder(); step && step.kind !== 'edit'; step = readOlder()) {
    if (step.kind === 'undo' && !step.isOver) redoable.unshift(step.seq);
  }

  function topUndo(): number | undefined {
    while (undoable.length === 0 && readOlder());
    return undoable.at(-1);
  }

  return {
    topUndo,
    topRedo: () => redoable.at(-1),
    push({ seq, undoes }) {
      if (undoes === null) {
        undoable.push(seq);
        redoable.length = 0;
      } else if (topUndo() === undoes) {
        undoable.pop();
        redoable.push(seq);
      } else if (redoable.at(-1) === undoes) {
        redoable.pop();
        undoable.push(seq);
      } else {
        const at = undoable.lastIndexOf(undoes);
        if (at < 0) gone.add(undoes);
        else undoable.splice(at, 1);
        redoable.push(seq);
      }
    },
  };
}
