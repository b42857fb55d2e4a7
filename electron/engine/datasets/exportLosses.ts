import type { ExportLoss } from '#shared/contract/api/exportsApi.ts';
import type { Format } from '#shared/formats/format.ts';
import type { ShapeKind } from '#shared/shapes/shapeRegistry.ts';

/** Why an image as a whole is not written. */
export type ImageLoss = Extract<ExportLoss['reason'], 'noClass' | 'severalClasses' | 'file' | 'burnedIn'>;

/** What decides whether a label can be written. */
export interface LabelKind {
  /** False: a class of the model that is matched with none of the project. */
  readonly hasClass: boolean;
  readonly className: string;
  readonly kind: ShapeKind;
}

/**
 * Counts, by reason, the labels, the values of attributes, the groups and the joints that an export leaves out; the preview and
 * the writer both count here. Each loss is told on, too: whoever listens knows which label it is of.
 */
export class ExportLosses {
  readonly #format: Format;
  readonly #counts = new Map<string, ExportLoss>();

  readonly #onLoss: (loss: Omit<ExportLoss, 'count'>) => void;

  constructor(format: Format, onLoss: (loss: Omit<ExportLoss, 'count'>) => void = () => undefined) {
    this.#format = format;
    this.#onLoss = onLoss;
  }

  /** Whether labels like this are written; they are counted as lost where not. */
  admit({ hasClass, className, kind }: LabelKind): boolean {
    if (!hasClass) return this.#lose('class', className);
    if (!this.#format.shapes.includes(kind)) return this.#lose('shape', kind);
    return true;
  }

  /** Whether values of this attribute are written; they are counted as lost where not. */
  admitAttribute(name: string): boolean {
    return this.#format.holdsAttributes || this.#lose('attribute', name);
  }

  /** Whether groups are written; labels that lose theirs are counted where not. */
  admitGroup(): boolean {
    return this.#format.holdsGroups || this.#lose('group', '');
  }

  /** Polygons that lose their holes are counted where the format has none. */
  countHoles(): void {
    if (!this.#format.holdsHoles) this.#lose('hole', '');
  }

  /** A label that is written to whole pixels, and was not, because the format has no others. */
  countFractions(kind: ShapeKind): void {
    this.#lose('fraction', kind);
  }

  /** Joints that the class of their label hasn't are written nowhere. */
  loseJoint(name: string): void {
    this.#lose('joint', name);
  }

  /** An image that is not written. @param name of the kind of file that it is not of */
  loseImage(reason: ImageLoss, name = ''): void {
    this.#lose(reason, name);
  }

  /** Images that are not looked at one by one. */
  countImages(reason: ImageLoss, name: string, count: number): void {
    if (count > 0) this.#add(reason, name, count);
  }

  /** A label of which nothing lies in the image is not written. */
  loseOutside(kind: ShapeKind): void {
    this.#lose('outside', kind);
  }

  list(): ExportLoss[] {
    return [...this.#counts.values()].sort((a, b) => b.count - a.count || a.name.localeCompare(b.name));
  }

  #lose(reason: ExportLoss['reason'], name: string): false {
    this.#add(reason, name, 1);
    this.#onLoss({ reason, name });
    return false;
  }

  #add(reason: ExportLoss['reason'], name: string, count: number): void {
    const key = `${reason}:${name}`;
    this.#counts.set(key, { reason, name, count: (this.#counts.get(key)?.count ?? 0) + count });
  }
}
