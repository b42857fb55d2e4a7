/** The files of the engine's worker threads: TypeScript from the sources, JavaScript in the built program. */
export interface WorkerEntries {
  readonly walk: string;
  readonly watch: string;
  readonly export: string;
  readonly import: string;
  readonly verify: string;
  readonly query: string;
  readonly similar: string;
  readonly compare: string;
  readonly versions: string;
  readonly splits: string;
  readonly sharing: string;
  readonly join: string;
  readonly duplicates: string;
}
