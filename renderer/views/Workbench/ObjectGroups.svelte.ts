import type { WorkObject } from './workObjects.ts';

/** Which objects of the open image belong together. */
export class ObjectGroups {
  readonly #objects: () => readonly WorkObject[];
  readonly #isReachable: (id: string) => boolean;
  readonly #members = $derived.by(() => {
    const members = new Map<string, string[]>();
    for (const { id, annotation } of this.#objects()) {
      if (annotation?.groupId === undefined) continue;
      const known = members.get(annotation.groupId);
      if (known) known.push(id);
      else members.set(annotation.groupId, [id]);
    }
    return members;
  });
  /** Of each object that isn't alone, what it belongs to. */
  readonly #groups = $derived.by(
    () =>
      new Map(
        [...this.#members.values()].filter(({ length }) => length > 1).flatMap((ids) => ids.map((id) => [id, ids])),
      ),
  );

  /** @param isReachable whether a hand may take an object: neither hidden nor locked */
  constructor(objects: () => readonly WorkObject[], isReachable: (id: string) => boolean) {
    this.#objects = objects;
    this.#isReachable = isReachable;
  }

  has(id: string): boolean {
    return this.#groups.has(id);
  }

  /** The object itself first, then those that are grouped with it and can be reached. */
  of(id: string): readonly string[] {
    const others = (this.#groups.get(id) ?? []).filter((other) => other !== id && this.#isReachable(other));
    return [id, ...others];
  }
}
