import type { Database } from 'better-sqlite3';
import type { Change } from '#shared/change/change.ts';
import { emptyChange } from '#shared/change/emptyChange.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { DecisionMarks } from '../../db/ops/annotationOps.ts';
import { commitPart, partLimits } from '../partedEdit.ts';
import type { PartRange, PartWords } from '../partedEdit.ts';
import type { LookChange } from './classLooks.ts';

type Marks = Record<string, DecisionMarks[string]>;

export interface ItemEdit {
  readonly itemId: number;
  readonly change: Change;
  readonly madeBefore?: Marks | undefined;
  readonly madeAgain?: Marks | undefined;
}

interface Source {
  readonly restoreId: string;
  readonly version: string;
  readonly journalHash: string;
}

/** What is put into an entry at a time: the rows of one label, and where they go. */
interface Step {
  readonly rows: readonly Annotation[];
  readonly put: (piece: Piece) => void;
}

interface Piece {
  readonly added: Annotation[];
  readonly removed: Annotation[];
  readonly updated: (readonly [Annotation, Annotation])[];
}

interface SizedEdit {
  readonly edit: ItemEdit;
  readonly labels: number;
  readonly letters: number;
}

const emptyPiece = (): Piece => ({ added: [], removed: [], updated: [] });
/** About as long as it is without its shape. */
const bareLetters = 300;

function stepsOf({ added, removed, updated }: Change['annotations']): Step[] {
  return [
    ...removed.map((row): Step => ({ rows: [row], put: (piece) => void piece.removed.push(row) })),
    ...updated.map((pair): Step => ({ rows: pair, put: (piece) => void piece.updated.push(pair) })),
    ...added.map((row): Step => ({ rows: [row], put: (piece) => void piece.added.push(row) })),
  ];
}

/** An item with very many labels goes into several entries: the last has its decisions and its stage. */
function* inPieces({ change, ...rest }: ItemEdit): Generator<SizedEdit> {
  const { annotations, decisions, stage } = change;
  let piece = emptyPiece();
  let [labels, letters] = [0, 0];
  for (const { rows, put } of stepsOf(annotations)) {
    if (labels >= partLimits.labels || letters >= partLimits.letters) {
      yield { edit: { itemId: rest.itemId, change: { ...emptyChange, annotations: piece } }, labels, letters };
      piece = emptyPiece();
      [labels, letters] = [0, 0];
    }
    put(piece);
    labels += 1;
    for (const { shape } of rows) letters += bareLetters + JSON.stringify(shape).length;
  }
  for (const { shape } of [...decisions.added, ...decisions.removed, ...decisions.updated.flat()])
    letters += bareLetters + JSON.stringify(shape).length;
  yield { edit: { ...rest, change: { annotations: piece, decisions, stage } }, labels, letters };
}

export interface RestoreWriter {
  add(edit: ItemEdit): void;
  finish(): PartRange;
}

/** Writes what a restore does as entries of bounded size. Part of the caller's transaction. */
export function createRestoreWriter(
  db: Database,
  words: PartWords,
  source: Source,
  classes: readonly LookChange[],
): RestoreWriter {
  let looks = [...classes];
  let items: ItemEdit[] = [];
  let [labels, letters] = [0, 0];
  let parts: [number, number] | null = null;

  function flush(): void {
    if (items.length === 0 && looks.length === 0) return;
    const body = { ...source, classes: looks, items };
    const itemIds = items.map(({ itemId }) => itemId);
    const { seq } = commitPart(db, { op: 'restore.applied', body, ...words }, itemIds);
    parts = [parts?.[0] ?? seq, seq];
    [looks, items, labels, letters] = [[], [], 0, 0];
  }

  return {
    add(whole) {
      for (const piece of inPieces(whole)) {
        items.push(piece.edit);
        labels += piece.labels;
        letters += piece.letters;
        if (items.length >= partLimits.items || labels >= partLimits.labels || letters >= partLimits.letters) flush();
      }
    },
    finish() {
      flush();
      return parts;
    },
  };
}
