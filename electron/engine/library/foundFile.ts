/** An image file as a look through its root found it. */
export interface FoundFile {
  /** Relative to the root, with `/`. */
  readonly path: string;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** The path is for showing only: the bytes of the name are no UTF-8, and nothing can be opened by it. */
  readonly isUnnameable?: true;
}
