/** One line of the benchmark table. */
export interface BenchResult {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** As a person would write it, for example `<= 1.5`. */
  readonly budget: string;
  /** null: measured for information, without a budget. */
  readonly ok: boolean | null;
  readonly detail: string;
}
