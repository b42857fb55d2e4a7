/** One numbered forward step of the project file's format. */
export interface Migration {
  readonly number: number;
  /** The oldest format number whose program may still read (not write) a file of this format. */
  readonly oldestReader: number;
  readonly sql: string;
}
