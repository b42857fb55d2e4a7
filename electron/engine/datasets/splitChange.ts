import type { Change } from '#shared/change/change.ts';
import { emptyChange } from '#shared/change/emptyChange.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import { partLimits } from './partedEdit.ts';

/** A piece of a change, and how much of an entry it takes. */
export interface ChangePiece {
  readonly change: Change;
  readonly labels: number;
  readonly letters: number;
}

/** What is put into a piece at a time: the rows of one label, and where they go. */
interface Step {
  readonly rows: readonly Annotation[];
  readonly put: (piece: Piece) => void;
}

interface Piece {
  readonly added: Annotation[];
  readonly removed: Annotation[];
  readonly updated: (readonly [Annotation, Annotation])[];
}

const emptyPiece = (): Piece => ({ added: [], removed: [], updated: [] });
/** About as long as a label is without its shape. */
const bareLetters = 300;

function stepsOf({ added, removed, updated }: Change['annotations']): Step[] {
  return [
    ...removed.map((row): Step => ({ rows: [row], put: (piece) => void piece.removed.push(row) })),
    ...updated.map((pair): Step => ({ rows: pair, put: (piece) => void piece.updated.push(pair) })),
    ...added.map((row): Step => ({ rows: [row], put: (piece) => void piece.added.push(row) })),
  ];
}

/** A change of very many labels in pieces for several entries: the last has its decisions and its stage. */
export function splitChange({ annotations, decisions, stage }: Change): { first: ChangePiece[]; last: ChangePiece } {
  const first: ChangePiece[] = [];
  let piece = emptyPiece();
  let [labels, letters] = [0, 0];
  for (const { rows, put } of stepsOf(annotations)) {
    if (labels >= partLimits.labels || letters >= partLimits.letters) {
      first.push({ change: { ...emptyChange, annotations: piece }, labels, letters });
      piece = emptyPiece();
      [labels, letters] = [0, 0];
    }
    put(piece);
    labels += 1;
    for (const { shape } of rows) letters += bareLetters + JSON.stringify(shape).length;
  }
  for (const { shape } of [...decisions.added, ...decisions.removed, ...decisions.updated.flat()])
    letters += bareLetters + JSON.stringify(shape).length;
  return { first, last: { change: { annotations: piece, decisions, stage }, labels, letters } };
}
