/** Who opens, closes: what has a lifetime hands back a disposer, registered the moment it is created. */
export type Dispose = () => void | Promise<void>;

export class DisposableStore {
  #disposers: Dispose[] = [];

  add(dispose: Dispose): void {
    this.#disposers.push(dispose);
  }

  /** Runs the disposers, last registered first. One that throws doesn't keep the others from running. */
  async dispose(): Promise<void> {
    const disposers = this.#disposers.reverse();
    this.#disposers = [];
    const failures: unknown[] = [];
    for (const dispose of disposers) {
      try {
        await dispose();
      } catch (error) {
        failures.push(error);
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, 'closing failed');
  }
}
