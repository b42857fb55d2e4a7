import { editLabel } from '#shared/text/editLabel.ts';
import type { EditLabel } from '#shared/text/editLabel.ts';
import { openProposals } from '#shared/actions/decide.ts';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { reshape as reshapeChange } from '#shared/actions/updateAnnotations.ts';
import type { Change } from '#shared/change/change.ts';
import type { ItemDifference } from '#shared/contract/comparison.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import type { ObjectView } from '#shared/editor/objectView.ts';
import { createShapeIndex } from '#shared/editor/shapeIndex.ts';
import type { KeyCursor } from '#shared/editor/keyCursor.ts';
import type { Draft, EditableShape, Tool, ToolPort } from '#shared/editor/tool.ts';
import { toolRegistry } from '#shared/editor/toolRegistry.ts';
import type { ToolId } from '#shared/editor/toolRegistry.ts';
import type { ImagePoint } from '#shared/geometry/points.ts';
import type { Box } from '#shared/geometry/boxes.ts';
import type { AnnotationId, ClassId, ItemId } from '#shared/model/ids.ts';
import type { ItemDocument } from '#shared/model/itemDocument.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import type { Prediction } from '#shared/model/prediction.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { defaultValues } from '#shared/model/attributes.ts';
import type { AttributeValues } from '#shared/model/attributes.ts';
import type { AppState } from '../../state/AppState.svelte.ts';
import { timeTravel } from '../../state/timeTravel.ts';
import { AttributesState } from './attributes/AttributesState.svelte.ts';
import { SmartState } from './smart/SmartState.svelte.ts';
import { WandState } from './WandState.svelte.ts';
import { ChosenVertices } from './ChosenVertices.svelte.ts';
import { ObjectGroups } from './ObjectGroups.svelte.ts';
import { listWorkObjects, proposalKey, stackObjects } from './workObjects.ts';
import { listRunnerUps } from './runnerUps.ts';
import type { RunnerUp } from './runnerUps.ts';
import type { WorkObject } from './workObjects.ts';

export interface MatchQuestion {
  readonly className: string;
  readonly answer: (classId: ClassId | 'ignore' | null) => void;
}

export interface PasteQuestion {
  readonly missing: number;
  readonly there: number;
  readonly answer: (what: 'missing' | 'all' | null) => void;
}

const capitalised = <Word extends string>(word: Word): Capitalize<Word> =>
  (word.charAt(0).toUpperCase() + word.slice(1)) as Capitalize<Word>;

/** Steps of the brush, half its width in image pixels: each about 1.4 times the one before. The smallest holds a pixel's centre anywhere. */
const brushRadii = [1, 1.5, 2, 3, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128, 192, 256];

/** So far from a line still counts as on it. Pixels of the screen. */
const reachScreenPx = 7;

/** The open item as annotate and review work on it: selection, tool, decisions. */
export class WorkbenchState {
  readonly app: AppState;
  selection = $state.raw<readonly string[]>([]);
  hovered = $state<string | null>(null);
  toolId = $state<ToolId>('select');
  armedClassId = $state<ClassId | null>(null);
  preview = $state.raw<ReadonlyMap<string, Shape> | null>(null);
  draft = $state.raw<Draft | null>(null);
  areShapesHidden = $state(false);
  isMagnified = $state(false);
  /** Polygons are drawn along the borders of others. */
  followsBorders = $state(false);
  /** Half the width of brush and eraser, in image pixels. */
  brushRadiusPx = $state(brushRadii[4] ?? 4);
  readonly wand = new WandState();
  readonly smart: SmartState;
  /** The proposal whose shape and class are being corrected, and what they are by now. */
  correction = $state.raw<{ readonly id: string; readonly shape: Shape; readonly classId: ClassId | null } | null>(
    null,
  );
  pasteQuestion = $state.raw<PasteQuestion | null>(null);
  question = $state.raw<MatchQuestion | null>(null);

  readonly attributes = new AttributesState();

  readonly document: ItemDocument | null = $derived.by(() => {
    const { document } = this.app.document;
    return document && this.isComparing ? this.app.comparison.over(document) : document;
  });
  /** What is looked at while a run is compared with the labels. */
  readonly difference: ItemDifference | null = $derived.by(() =>
    this.isComparing ? this.app.comparison.currentOf(this.document) : null,
  );
  readonly classes: readonly LabelClass[] = $derived.by(() => this.app.project?.classes ?? []);
  readonly proposals: readonly Prediction[] = $derived.by(() => (this.document ? openProposals(this.document) : []));
  readonly objects: readonly WorkObject[] = $derived.by(() =>
    this.document ? listWorkObjects(this.document, this.proposals, this.classes) : [],
  );
  readonly current: WorkObject | null = $derived.by(
    () => this.objects.find(({ id }) => id === this.selection[0]) ?? null,
  );

  /** What the proposal under decision could be instead. */
  readonly runnerUps: readonly RunnerUp[] = $derived.by(() =>
    this.document && this.current?.proposal ? listRunnerUps(this.document, this.current.proposal, this.classes) : [],
  );

  readonly selectedIds: ReadonlySet<string> = $derived.by(() => new Set(this.selection));
  /** Objects that are elsewhere than the document has them. */
  readonly moving: ReadonlySet<string> = $derived.by(
    () => new Set([...(this.preview?.keys() ?? []), ...(this.correction ? [this.correction.id] : [])]),
  );
  /** The objects from the bottom to the top; the list has them in an order of its own. */
  readonly stack: readonly WorkObject[] = $derived.by(() => stackObjects(this.objects));
  readonly objectView: ObjectView = $derived.by(() => this.app.objectViews.of(this.#itemKey));
  /** Those of the stack that are painted: what is under decision always is. */
  readonly shown: readonly WorkObject[] = $derived.by(() => {
    const { hidden } = this.objectView;
    const deciding = this.current?.proposal ? this.current.id : null;
    return hidden.size === 0 ? this.stack : this.stack.filter(({ id }) => !hidden.has(id) || id === deciding);
  });
  readonly hiddenCount: number = $derived.by(() => this.objects.filter(({ id }) => this.isHidden(id)).length);
  readonly lockedCount: number = $derived.by(() => this.objects.filter(({ id }) => this.isLocked(id)).length);
  readonly #index = $derived.by(() => createShapeIndex(this.stack));

  readonly vertices = new ChosenVertices(() => this.selectedShapes);
  readonly groups = new ObjectGroups(
    () => this.objects,
    (id) => !this.isHidden(id) && !this.isLocked(id),
  );

  /** Lines and polygons are shown with fewer points, before it is decided. */
  isSimplifying = $state(false);

  /** An image may have several classes as a whole. */
  isSeveral = $state(false);
  /** Where the keyboard points; null: the mouse does. */
  keyCursor = $state.raw<KeyCursor | null>(null);
  /** Where the mouse was last over the image. */
  pointer: ImagePoint | null = null;

  #reach = (): number => reachScreenPx;
  readonly #port: ToolPort;
  #tool: Tool;
  #lastDrawingTool: ToolId = 'box';
  /** When the object under decision came into view, for the decision's duration. */
  #since = performance.now();

  /** @param createPort what tools may do here; from outside, because it knows all operations, and they know this. */
  constructor(app: AppState, createPort: (bench: WorkbenchState) => ToolPort) {
    this.app = app;
    this.smart = new SmartState(app);
    this.#port = createPort(this);
    this.#tool = toolRegistry.select(this.#port);
  }

  get #itemKey(): string {
    return `${this.document?.item.id} ${this.app.project?.path}`;
  }

  isHidden(id: string): boolean {
    return this.objectView.hidden.has(id);
  }

  isLocked(id: string): boolean {
    return this.objectView.locked.has(id);
  }

  changeView(how: (view: ObjectView) => ObjectView): void {
    if (this.document) this.app.objectViews.change(this.#itemKey, how);
  }

  /** Whether all that is selected is locked; then it is said. */
  refuseLocked(): boolean {
    const isRefused = this.selection.length > 0 && this.selection.every((id) => this.isLocked(id));
    if (isRefused) this.app.toasts.info(this.app.texts.ui('bench.lockedNow'));
    return isRefused;
  }

  get tool(): Tool {
    return this.#tool;
  }

  get isComparing(): boolean {
    return this.app.view === 'compare';
  }

  /** One thing after the other is decided: what it isn't about stands back. */
  get isDeciding(): boolean {
    return this.isReview ? this.current?.proposal != null : this.difference !== null && this.selection.length > 0;
  }

  get isReview(): boolean {
    return this.app.view === 'review';
  }

  get isReadOnly(): boolean {
    return this.app.isReadOnly;
  }

  /** A pixel of the screen, in image pixels. */
  screenPx(): number {
    return this.#reach() / reachScreenPx;
  }

  reachPx(): number {
    return this.#reach();
  }

  /** @param scale screen pixels an image pixel */
  setScale(scale: () => number): void {
    this.#reach = () => reachScreenPx / scale();
  }

  /** After another item was opened: review begins with the least confident proposal. */
  enterItem(): void {
    this.keyCursor = null;
    this.pointer = null;
    this.#tool.cancel();
    this.correction = null;
    if (this.isComparing) this.selectDifference();
    else this.select(this.isReview && this.proposals[0] ? [proposalKey(this.proposals[0])] : []);
  }

  /** Both sides of it; the label first, because it is what keys change. */
  selectDifference(): void {
    const { annotationId = null, prediction = null } = this.difference ?? {};
    this.select([...(annotationId === null ? [] : [annotationId]), ...(prediction ? [proposalKey(prediction)] : [])]);
  }

  select(ids: readonly string[]): void {
    this.isSimplifying = false;
    if (ids[0] !== this.selection[0]) this.#since = performance.now();
    this.selection = ids;
    if (this.correction && this.correction.id !== ids[0]) this.correction = null;
  }

  setTool(id: ToolId): void {
    this.#tool.cancel();
    const draws = id !== 'select' && id !== 'ruler';
    if (draws) this.#lastDrawingTool = id;
    if (draws && this.classes.length === 0) {
      this.app.toasts.info(this.app.texts.ui('bench.noClass'));
      return;
    }
    this.toolId = id;
    this.#tool = toolRegistry[id](this.#port);
  }

  /** The last tool, for the next object. */
  repeatTool(): void {
    this.setTool(this.#lastDrawingTool);
    // What is selected would be painted on.
    if (this.isOnMask || this.toolId === 'wand') this.select([]);
  }

  /** The smart tool asks a model, or the photo alone; what one has begun the other doesn't finish. */
  useModel(isWanted: boolean): void {
    if (this.toolId === 'smart') this.#tool.cancel();
    this.smart.isModelWanted = isWanted;
  }

  startSimplifying(): void {
    this.setTool('select');
    this.isSimplifying = true;
  }

  sizeBrush(step: 1 | -1): void {
    const at = brushRadii.indexOf(this.brushRadiusPx);
    this.brushRadiusPx = brushRadii[at + step] ?? this.brushRadiusPx;
  }

  /** Brush, eraser, or one of the outlines that do the same. */
  get isOnMask(): boolean {
    return this.isPainting || this.toolId === 'outlineAdd' || this.toolId === 'outlineSubtract';
  }

  get isPainting(): boolean {
    return this.toolId === 'brush' || this.toolId === 'eraser';
  }

  cancel(): void {
    const wasDown = this.keyCursor?.isDown === true;
    this.keyCursor = null;
    if (this.#tool.cancel() || wasDown) return;
    if (this.correction) this.correction = null;
    else if (this.toolId !== 'select') this.setTool('select');
    else this.select([]);
  }

  step(direction: 1 | -1): void {
    const objects = this.objects.filter(({ id, proposal }) => proposal !== null || !this.isHidden(id));
    if (objects.length === 0) return;
    const at = objects.findIndex(({ id }) => id === this.selection[0]);
    const next =
      at < 0 ? (direction === 1 ? 0 : objects.length - 1) : (at + direction + objects.length) % objects.length;
    const target = objects[next];
    if (target) this.select([target.id]);
  }

  /** What a new object of a class has from the start. */
  skeletonOf = (classId: ClassId): Skeleton | undefined => this.classes.find(({ id }) => id === classId)?.skeleton;

  defaultsOf = (classId: ClassId): AttributeValues | undefined =>
    defaultValues(this.classes.find(({ id }) => id === classId)?.attributes);

  /** What is drawn next is of this class. */
  get drawnClass(): LabelClass | undefined {
    return this.classes.find(({ id }) => id === this.armedClassId) ?? this.classes[0];
  }

  classAt(index: number): LabelClass | undefined {
    return this.classes[index];
  }

  selectAll(classId: ClassId | null = null): void {
    const wanted = this.objects.filter(
      (object) =>
        object.annotation !== null &&
        !this.isHidden(object.id) &&
        !this.isLocked(object.id) &&
        (classId === null || object.classId === classId),
    );
    this.select(wanted.map(({ id }) => id));
  }

  async go(step: 1 | -1, undecidedOnly = false): Promise<void> {
    if (this.isComparing) {
      const differing = this.app.comparison.neighbour(this.app.itemId, step);
      if (differing === null) this.app.toasts.info(this.app.texts.ui('compare.end'));
      else await this.open(differing);
      return;
    }
    const query = undecidedOnly ? { ...this.app.query, undecidedOnly } : this.app.query;
    const next = await this.app.attempt(() => this.app.findNeighbour(step, query));
    if (next) await this.open(next);
    else if (next === null) this.app.toasts.info(this.app.texts.ui('bench.atEnd'));
  }

  open = async (itemId: ItemId): Promise<void> => {
    await this.app.openItem(itemId);
    this.enterItem();
  };

  async timeTravel(direction: 'undo' | 'redo'): Promise<void> {
    const { app } = this;
    // What is being drawn is taken back point by point before anything that is drawn already.
    if (direction === 'undo' && this.#tool.back?.()) return;
    this.#tool.cancel();
    if (!(await app.document.settled())) {
      app.toasts.info(app.texts.ui('bench.notSavedYet'));
      return;
    }
    const entry = await timeTravel(app, direction);
    if (!entry) return;
    if (entry.itemId !== null && entry.itemId !== app.itemId) await this.open(entry.itemId);
    else await app.document.reload();
    if (this.isReview && this.selection.every((id) => !this.objects.some((object) => object.id === id)))
      this.enterItem();
  }

  pointerDown(input: Parameters<Tool['pointerDown']>[0]): void {
    if (!this.isReadOnly || this.toolId === 'select' || this.toolId === 'ruler') this.#tool.pointerDown(input);
  }

  /** What can be pointed at, the topmost last; what is being corrected is where the hand has put it. */
  near = (box: Box): readonly EditableShape[] => {
    const { correction } = this;
    const { hidden, locked } = this.objectView;
    const touching = this.#index.touching(box);
    const found =
      hidden.size + locked.size === 0 ? touching : touching.filter(({ id }) => !hidden.has(id) && !locked.has(id));
    return correction ? [...found.filter(({ id }) => id !== correction.id), correction] : found;
  };

  /** What can be seen there, locked or not. */
  neighbours = (box: Box): readonly EditableShape[] => this.#index.touching(box).filter(({ id }) => !this.isHidden(id));

  /** Of what is selected, what the hand may change. */
  get selectedShapes(): EditableShape[] {
    return this.allSelectedShapes.filter(
      ({ id }) => !this.isLocked(id) && !(this.isHidden(id) && !this.#isDeciding(id)),
    );
  }

  #isDeciding(id: string): boolean {
    return this.current?.proposal != null && this.current.id === id;
  }

  get allSelectedShapes(): EditableShape[] {
    const { correction } = this;
    return this.selection.flatMap((id) => (correction?.id === id ? correction : (this.#index.get(id) ?? [])));
  }

  imageSize(): { width: number; height: number } {
    const { widthPx, heightPx } = this.document?.item ?? {};
    return { width: widthPx ?? 0, height: heightPx ?? 0 };
  }

  reshape(shapes: ReadonlyMap<string, Shape>, label: EditLabel = editLabel('move')): void {
    const { document } = this;
    if (!document || this.isReadOnly) return;
    const target = this.objects.find(({ id, proposal }) => proposal !== null && shapes.has(id));
    const shape = target && shapes.get(target.id);
    if (target && shape) {
      const classId = this.correction?.classId ?? target.classId;
      this.correction = { id: target.id, shape, classId };
      return;
    }
    const free = new Map([...(shapes as ReadonlyMap<AnnotationId, Shape>)].filter(([id]) => !this.isLocked(id)));
    this.apply(reshapeChange(document, free), label);
  }

  create(shape: Shape): void {
    const { document } = this;
    const classId = this.drawnClass?.id;
    if (!document || classId === undefined || this.isReadOnly) return;
    const id = crypto.randomUUID() as AnnotationId;
    const attributes = this.defaultsOf(classId);
    this.apply(
      addAnnotation(document, { id, classId, shape, attributes }),
      editLabel(`draw${capitalised(shape.kind)}`),
    );
    this.select([id]);
  }

  apply(change: Change, label: EditLabel): void {
    if (!this.isReadOnly && !isEmptyChange(change)) this.app.document.apply(change, label);
  }

  /** How long the object under decision has been in view. Milliseconds. */
  duration(): number {
    return Math.round(performance.now() - this.#since);
  }

  selectedAnnotations(): AnnotationId[] {
    return this.objects.flatMap(({ id, annotation }) =>
      annotation && this.selectedIds.has(id) && !this.isLocked(id) ? [annotation.id] : [],
    );
  }
}
