/** Numbers from 0 that are joined to sets. Source: Tarjan and van Leeuwen, "Worst-case Analysis of Set Union Algorithms", 1984. */
export class DisjointSets {
  readonly #parents: Int32Array;

  constructor(size: number) {
    this.#parents = Int32Array.from({ length: size }, (_, at) => at);
  }

  /** The number that stands for the set of another. */
  rootOf(one: number): number {
    const parents = this.#parents;
    let at = one;
    while (parents[at] !== at) {
      // Each step halves the way for the next.
      parents[at] = parents[parents[at] as number] as number;
      at = parents[at] as number;
    }
    return at;
  }

  join(a: number, b: number): void {
    const [first, second] = [this.rootOf(a), this.rootOf(b)];
    // The lower stands for both, whatever the order in which they are joined.
    this.#parents[Math.max(first, second)] = Math.min(first, second);
  }

  /** Sets of two and more, in the order of their first numbers. */
  sets(): number[][] {
    const found = new Map<number, number[]>();
    for (let one = 0; one < this.#parents.length; one += 1) {
      const root = this.rootOf(one);
      const set = found.get(root);
      if (set) set.push(one);
      else found.set(root, [one]);
    }
    return [...found.values()].filter(({ length }) => length > 1);
  }
}
