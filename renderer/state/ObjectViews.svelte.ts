import { plainView } from '#shared/editor/objectView.ts';
import type { ObjectView } from '#shared/editor/objectView.ts';
import { SvelteMap } from 'svelte/reactivity';

/** What is hidden and locked, of each image apart, for as long as the program is open. */
export class ObjectViews {
  readonly #views = new SvelteMap<string, ObjectView>();

  of(itemKey: string): ObjectView {
    return this.#views.get(itemKey) ?? plainView;
  }

  change(itemKey: string, how: (view: ObjectView) => ObjectView): void {
    this.#views.set(itemKey, how(this.of(itemKey)));
  }
}
