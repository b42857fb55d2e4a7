import type { Database } from 'better-sqlite3';
import { assertExists } from '#shared/base/assert.ts';
import type { ExportLoss } from '#shared/contract/api/exportsApi.ts';
import { AppError } from '#shared/contract/errors.ts';
import type { ExportLabel, Format } from '#shared/formats/format.ts';
import { findFormat } from '#shared/formats/formatRegistry.ts';
import { clipBox } from '#shared/geometry/boxes.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { planClasses } from '#shared/model/planClasses.ts';
import type { ClassPlan } from '#shared/model/planClasses.ts';
import type { Skeleton } from '#shared/model/skeleton.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { listClasses } from '../db/classes.ts';
import { createLabelReader } from '../db/exportRows.ts';
import type { ExportRow, LabelRow } from '../db/exportRows.ts';
import { ExportLosses } from './exportLosses.ts';
import type { ImageLoss } from './exportLosses.ts';
import type { PreviewRequest } from './exportRequest.ts';
import { hasFractions } from './hasFractions.ts';

/** A label of the export, whatever the format can hold of it. */
export interface ChosenLabel extends LabelRow {
  /** null: a class of the model that is not matched with one of the project. */
  readonly writtenAs: LabelClass | null;
}

/** Which label of which item loses something. */
export interface LabelLoss extends Omit<ExportLoss, 'count'> {
  readonly row: ExportRow;
  /** null: it is the image that is left out. */
  readonly label: ChosenLabel | null;
}

/** What of an item is written. */
export interface AdmittedLabels {
  readonly labels: readonly ExportLabel[];
  /** Of a format that sorts images by class: the folder. */
  readonly classFolder: string | null;
}

/** @throws {AppError} export.unknownClass, export.skeletonsDiffer */
export function assertClassPlan(known: readonly LabelClass[], choice: PreviewRequest['classes']): ClassPlan {
  const planned = planClasses(known, choice ?? { map: {} });
  if (planned.ok) return planned.value;
  const { problem } = planned;
  if (problem.kind === 'unknown') throw new AppError('export.unknownClass', { name: problem.name });
  const { name, a, b } = problem;
  throw new AppError('export.skeletonsDiffer', { name, a, b });
}

function isOutside(shape: Shape, { widthPx, heightPx }: ExportRow): boolean {
  const [left, top, width, height] = geometryOf(shape).bounds(shape) ?? [0, 0, widthPx, heightPx];
  const [, , heldWidth, heldHeight] = clipBox([left, top, width, height], { width: widthPx, height: heightPx });
  return heldWidth === 0 || heldHeight === 0;
}

/** What of a label is written; null: nothing. Counts what is not. */
function admit(
  { shape, classId, className, score, attributes = {}, groupId, writtenAs }: ChosenLabel,
  row: ExportRow,
  format: Format,
  losses: ExportLosses,
): ExportLabel | null {
  if (!losses.admit({ hasClass: classId !== null, className, kind: shape.kind }) || !writtenAs) return null;
  if (format.cutsAtBorder && isOutside(shape, row)) {
    losses.loseOutside(shape.kind);
    return null;
  }
  if (shape.kind === 'keypoints') {
    const joints = new Set(writtenAs.skeleton?.joints.map(({ id }) => id));
    for (const { id, visibility } of shape.joints)
      if (visibility !== 'unlabeled' && !joints.has(id)) losses.loseJoint(id);
  }
  if (shape.kind === 'polygon' && shape.rings.length > 1) losses.countHoles();
  if (!format.holdsFractions && hasFractions(shape)) losses.countFractions(shape.kind);
  const held = Object.entries(attributes).filter(([name]) => losses.admitAttribute(name));
  const written = {
    ...{ classId: writtenAs.id, shape, score },
    ...(held.length > 0 ? { attributes: Object.fromEntries(held) } : {}),
  };
  return groupId !== undefined && losses.admitGroup() ? { ...written, groupId } : written;
}

/** Which labels of an item are exported, as what, and what is lost of them: the preview, the writer and the list of losses ask here. */
export interface LabelChooser {
  readonly plan: ClassPlan;
  readonly losses: ExportLosses;
  /** Labels that `choose` has seen, by the class that they have in the project. */
  readonly counts: ReadonlyMap<ClassId, number>;
  /** Labels of classes that are left out by choice. */
  readonly chosenOut: () => number;
  /** Of the class of an export. */
  readonly skeletonOf: (classId: ClassId) => Skeleton | undefined;
  /** The labels of an item whose class is written, or isn't known. Once for each item: it counts. */
  choose(row: ExportRow): readonly ChosenLabel[];
  /** What the format holds of them; null: it has no place for the image. Once for each item: it counts. */
  admit(row: ExportRow, labels: readonly ChosenLabel[]): AdmittedLabels | null;
  /** An image that is not written: counts it. */
  loseImage(row: ExportRow, reason: ImageLoss, name?: string): void;
  /** Both again, for what goes into an export once more; counts nothing. */
  again(row: ExportRow): readonly ExportLabel[];
}

/** @throws {AppError} export.unknownClass, export.skeletonsDiffer */
export function createLabelChooser(
  db: Database,
  { format: formatId, what, classes }: Pick<PreviewRequest, 'format' | 'what' | 'classes'>,
  onLoss: (loss: LabelLoss) => void = () => undefined,
): LabelChooser {
  const format = assertExists(findFormat(formatId), 'the format was checked before');
  const plan = assertClassPlan(listClasses(db), classes);
  const read = createLabelReader(db, what);
  const skeletons = new Map(plan.classes.map(({ id, skeleton }) => [id, skeleton]));
  const counts = new Map<ClassId, number>();
  let at: Pick<LabelLoss, 'row' | 'label'> | null = null;
  const losses = new ExportLosses(format, (loss) => at && onLoss({ ...loss, ...at }));
  const uncounted = new ExportLosses(format);

  function loseImage(row: ExportRow, reason: ImageLoss, name?: string): void {
    at = { row, label: null };
    losses.loseImage(reason, name);
  }
  function toChosen(label: LabelRow): ChosenLabel[] {
    if (label.classId === null) return [{ ...label, writtenAs: null }];
    const writtenAs = plan.writtenAs.get(label.classId) ?? null;
    return writtenAs ? [{ ...label, writtenAs }] : [];
  }
  return {
    plan,
    losses,
    counts,
    chosenOut: () => [...counts].reduce((sum, [classId, count]) => sum + (plan.writtenAs.get(classId) ? 0 : count), 0),
    skeletonOf: (classId) => skeletons.get(classId),
    choose: (row) =>
      read(row.id).flatMap((label) => {
        if (label.classId !== null) counts.set(label.classId, (counts.get(label.classId) ?? 0) + 1);
        return toChosen(label);
      }),
    admit(row, chosen) {
      const labels = chosen.flatMap((label) => {
        at = { row, label };
        return admit(label, row, format, losses) ?? [];
      });
      const sorted = format.sortImage?.(labels, plan.classes);
      if (!sorted) return { labels, classFolder: null };
      if ('folder' in sorted) return { labels: [sorted.label], classFolder: sorted.folder };
      loseImage(row, sorted.lost);
      return null;
    },
    loseImage,
    again: (row) =>
      read(row.id)
        .flatMap(toChosen)
        .flatMap((label) => admit(label, row, format, uncounted) ?? []),
  };
}
