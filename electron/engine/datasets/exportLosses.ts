import type { ExportLoss } from '#shared/contract/api/exportsApi.ts';
import type { Format } from '#shared/formats/format.ts';
import type { ShapeKind } from '#shared/shapes/shapeRegistry.ts';

/** What decides whether a label can be written. */
export interface LabelKind {
  /** False: a class of the model that is matched with none of the project. */
  readonly hasClass: boolean;
  readonly className: string;
  readonly kind: ShapeKind;
}

/**
 * Counts, by reason, the labels, the values of attributes, the groups and the joints that an export leaves out; the preview and
 * the writer both count here.
 */
export class ExportLosses {
  readonly #format: Format;
  readonly #counts = new Map<string, ExportLoss>();

  constructor(format: Format) {
    this.#format = format;
  }

  /** Whether labels like this are written; they are counted as lost where not. */
  admit({ hasClass, className, kind }: LabelKind, count = 1): boolean {
    if (!hasClass) return this.#lose('class', className, count);
    if (!this.#format.shapes.includes(kind)) return this.#lose('shape', kind, count);
    return true;
  }

  /** Whether values of this attribute are written; they are counted as lost where not. */
  admitAttribute(name: string, count = 1): boolean {
    return this.#format.holdsAttributes || this.#lose('attribute', name, count);
  }

  /** Whether groups are written; labels that lose theirs are counted where not. */
  admitGroup(count = 1): boolean {
    return this.#format.holdsGroups || this.#lose('group', '', count);
  }

  /** Polygons that lose their holes are counted where the format has none. */
  countHoles(count = 1): void {
    if (!this.#format.holdsHoles && count > 0) this.#lose('hole', '', count);
  }

  /** Labels that are written to whole pixels, and were not, are counted where the format has no others. */
  countFractions(kind: ShapeKind, count = 1): void {
    if (!this.#format.holdsFractions && count > 0) this.#lose('fraction', kind, count);
  }

  /** Joints that the class of their label hasn't are written nowhere. */
  loseJoint(name: string, count = 1): void {
    this.#lose('joint', name, count);
  }

  /** A label of which nothing lies in the image is not written. */
  loseOutside(kind: ShapeKind): void {
    this.#lose('outside', kind, 1);
  }

  /** Images that are not written, because of the files that they are of. */
  loseImages(reason: 'file' | 'burnedIn', name: string, count = 1): void {
    if (count > 0) this.#lose(reason, name, count);
  }

  list(): ExportLoss[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  }

  #lose(reason: ExportLoss['reason'], name: string, count: number): false {
    const key = `${reason}:${name}`;
    this.#counts.set(key, { reason, name, count: (this.#counts.get(key)?.count ?? 0) + count });
    return false;
  }
}
