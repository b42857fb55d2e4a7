import type { EditableShape } from '#shared/editor/tool.ts';
import { vertexLayout } from '#shared/shapes/vertices.ts';

/** Vertices that are chosen: of one shape, and for as long as their names mean the same points. */
export class ChosenVertices {
  #chosen = $state.raw<{ readonly of: string; readonly ids: readonly string[] }>({ of: '', ids: [] });
  readonly #selected: () => readonly EditableShape[];

  constructor(selected: () => readonly EditableShape[]) {
    this.#selected = selected;
  }

  get ids(): readonly string[] {
    const { of, ids } = this.#chosen;
    return ids.length > 0 && of === this.#shape ? ids : [];
  }

  choose(ids: readonly string[]): void {
    if (ids.length > 0 || this.#chosen.ids.length > 0) this.#chosen = { of: this.#shape, ids };
  }

  get #shape(): string {
    const [only, ...others] = this.#selected();
    return only && others.length === 0 ? `${only.id} ${vertexLayout(only.shape)}` : '';
  }
}
