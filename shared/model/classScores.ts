/** How sure a model was of each class of one object, as far as it is kept. */
export interface ClassScores {
  /** The model's own names and 0..1, best first. */
  readonly top: readonly (readonly [className: string, score: number])[];
  /** What all other classes, and "nothing of these", have together. */
  readonly rest: number;
  /** Shares of one whole, as of a softmax: `top` and `rest` make 1. Else each class is a question of its own. */
  readonly isShared: boolean;
}

/** Classes of one object that are kept: more no person looks at, and what is left is in `rest`. */
export const topClassesAtMost = 10;
