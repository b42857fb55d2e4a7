import type { Database } from 'better-sqlite3';
import type { ImportOptions } from '#shared/contract/importApi.ts';
import type { Annotation } from '#shared/model/annotation.ts';
import type { ClassId, ItemId } from '#shared/model/ids.ts';
import type { Stage } from '#shared/model/item.ts';
import type { Split } from '#shared/model/split.ts';
import type { Shape, ShapeKind } from '#shared/shapes/shapeRegistry.ts';
import { listAnnotations } from '../../db/annotations.ts';
import { canonicalJson } from '../../db/journal.ts';
import type { ImportCounts } from './importCounts.ts';
import { uuidOf } from './labelIds.ts';
import { placeLabel } from './placeLabel.ts';
import type { ImagePlace, PlacedShape, StagedLabel } from './placeLabel.ts';
import type { ClassPlan } from './resolveClasses.ts';
import { isSameShape } from './sameLabel.ts';

/** A label that an item gets; shape and attributes are canonical JSON. */
export interface NewLabel {
  readonly id: string;
  readonly classId: number;
  /** As the file's class is called here. */
  readonly className: string;
  readonly kind: ShapeKind;
  readonly shape: string;
  /** As `sizeOfLabel` has it. */
  readonly shortPx: number | null;
  readonly areaPx2: number | null;
  readonly attributes: string | null;
  readonly groupId: string | null;
  readonly score: number | null;
  readonly z: number;
}

/** What the import does to one item. */
export interface ItemPlan {
  readonly itemId: ItemId;
  /** [from, to]; null: it stays. */
  readonly stage: readonly [Stage, Stage] | null;
  /** null: it stays. */
  readonly split: Split | null;
  readonly added: readonly NewLabel[];
  /** Only where the file's side of a conflict is taken. */
  readonly updated: readonly (readonly [Annotation, NewLabel])[];
}

interface Deps {
  readonly stage: Database;
  readonly project: Database;
  readonly options: ImportOptions;
  readonly classes: ClassPlan;
  readonly counts: ImportCounts;
  /** For a preview: of items that have nothing which labels could meet, these are counted and not made. */
  readonly countsOnly: boolean;
  /** Ids that an earlier import brought to the item. */
  readonly broughtBefore: (itemId: number) => ReadonlySet<string>;
}

interface ItemRow {
  readonly itemId: ItemId;
  readonly path: string;
  readonly width: number;
  readonly height: number;
  readonly orientation: number;
  readonly images: string;
  /** 1: no file says that it was labeled. */
  readonly unlabeled: number;
  /** The first and the last that the files name: another one where they disagree; null: they name none. */
  readonly split: Split | null;
  readonly otherSplit: Split | null;
}

interface Wanted {
  readonly label: StagedLabel;
  readonly classId: number;
  readonly className: string;
  readonly placed: PlacedShape;
}

const noIds: ReadonlySet<string> = new Set();
const toAttributes = (text: string | null): string | null => (text === null ? null : canonicalJson(JSON.parse(text)));

/** Stages that an import may end: what people have looked at twice, or sent back, stays theirs unless it has other labels. */
function nextStage(now: Stage, wanted: ImportOptions['stage'], hasNewLabels: boolean): readonly [Stage, Stage] | null {
  if (wanted === 'keep' || now === wanted) return null;
  const mayChange =
    now === 'new' || (hasNewLabels && (now === 'in progress' || now === 'labeled' || now === 'approved'));
  return mayChange ? [now, wanted] : null;
}

/** Only an item in no split gets one: in another one, or where the files disagree, it stays, and that is counted. */
function newSplit(
  { path, split, otherSplit }: ItemRow,
  now: Split | null,
  { splits, splitConflicts }: ImportCounts,
): Split | null {
  if (split === null) return null;
  if (split !== otherSplit || (now !== null && now !== split)) splitConflicts.add(path);
  else if (now === split) splits.alreadyThere += 1;
  else {
    splits.set += 1;
    return split;
  }
  return null;
}

/**
 * What an import does to each item that it knows, one at a time, and in the order of the items. Counts as it goes. Run for the preview and
 * again for the import itself: the same stage, options and project give the same.
 */
export function* planItems(deps: Deps): Generator<ItemPlan> {
  const { stage, project, options, classes, counts } = deps;
  const labelsOf = stage.prepare(
    `SELECT id, class_id, kind, shape, is_fraction, left, top, right, bottom, short_px, area_px2, attributes, group_ref, score
     FROM labels WHERE image_id = ? ORDER BY id`,
  );
  const placeOf = stage.prepare(
    `SELECT f.path, l.line, l.col AS "column" FROM labels l JOIN files f ON f.id = l.file_id WHERE l.image_id = ? AND l.id = ?`,
  );
  const imageOf = stage.prepare('SELECT width_px AS width, height_px AS height FROM images WHERE id = ?');
  const standing = project.prepare('SELECT stage, split FROM items WHERE id = ?');
  const rows = stage
    .prepare(
      `SELECT i.item_id AS itemId, t.path, t.width_px AS width, t.height_px AS height, t.orientation,
         group_concat(i.id) AS images, min(i.unlabeled) AS unlabeled,
         min(i.split) AS split, max(i.split) AS otherSplit
       FROM images i JOIN items t ON t.id = i.item_id WHERE i.state = 'matched' GROUP BY i.item_id`,
    )
    .all() as ItemRow[];

  /** Of one item: what the file's labels are in its upright image. */
  function placeAll(row: ItemRow): Wanted[] {
    return row.images.split(',').flatMap((text) => {
      const imageId = Number(text);
      const said = imageOf.get(imageId) as { width: number | null; height: number | null };
      const { width, height, orientation } = row;
      const isSaid = said.width !== null && said.height !== null;
      const image: ImagePlace = {
        ...{ width, height, orientation },
        said: isSaid ? { width: said.width ?? 0, height: said.height ?? 0 } : null,
      };
      return (labelsOf.all(imageId) as StagedLabel[]).flatMap((label): Wanted[] => {
        const target = classes.targets.get(label.class_id);
        if (!target) {
          counts.ignored += 1;
          return [];
        }
        const placed = placeLabel(label, image, options, target.skeleton);
        if ('code' in placed) {
          const { path, line, column } = placeOf.get(imageId, label.id) as {
            path: string;
            line: number | null;
            column: number | null;
          };
          counts.refuse({ ...placed, path, line: line ?? undefined, column: column ?? undefined });
          return [];
        }
        return placed.map((one) => ({ label, classId: target.id, className: target.name, placed: one }));
      });
    });
  }

  for (const row of rows) {
    const wanted = placeAll(row);
    const groups = new Map<string, number>();
    for (const { label } of wanted)
      if (label.group_ref !== null) groups.set(label.group_ref, (groups.get(label.group_ref) ?? 0) + 1);
    const existing = options.asPredictions ? [] : listAnnotations(project, row.itemId);
    const byId = new Map<string, Annotation>(existing.map((one) => [one.id, one]));
    const before = options.asPredictions ? noIds : deps.broughtBefore(row.itemId);
    const now = standing.get(row.itemId) as { stage: Stage; split: Split | null };
    const split = options.asPredictions ? null : newSplit(row, now.split, counts);
    if (deps.countsOnly && existing.length === 0 && before.size === 0) {
      counts.added += wanted.length;
      yield { itemId: row.itemId, stage: null, split, added: [], updated: [] };
      continue;
    }
    const claimed = new Set<string>();
    const ordinals = new Map<string, number>();
    let z = existing.reduce((highest, one) => Math.max(highest, one.z), -1);
    const added: NewLabel[] = [];
    const updated: (readonly [Annotation, NewLabel])[] = [];
    let hasConflict = false;

    for (const { label, classId, className, placed } of wanted) {
      const { kind, text: shape, shortPx, areaPx2 } = placed;
      const key = `${classId}\n${shape}`;
      const ordinal = ordinals.get(key) ?? 0;
      ordinals.set(key, ordinal + 1);
      const id = uuidOf(row.itemId, classId, shape, ordinal);
      const isGrouped = label.group_ref !== null && (groups.get(label.group_ref) ?? 0) > 1;
      const made: Omit<NewLabel, 'z'> = {
        ...{ id, classId, className, kind, shape, shortPx, areaPx2 },
        ...{ attributes: toAttributes(label.attributes), score: label.score },
        groupId: isGrouped ? uuidOf(row.itemId, 'group', label.group_ref ?? '') : null,
      };
      const add = (newId: string): void => {
        z += 1;
        added.push({ ...made, id: newId, z });
      };
      const same = byId.get(id);
      if (same && isAsRead(same, made)) {
        claimed.add(id);
        counts.alreadyThere += 1;
      } else if (same ?? before.has(id)) {
        hasConflict = true;
        if (same) counts.edited += 1;
        else counts.deleted += 1;
        const copyId = uuidOf(row.itemId, 'copy', id);
        if (options.conflicts === 'mine' || byId.has(copyId)) continue;
        if (same && options.conflicts === 'file') updated.push([same, { ...made, z: same.z }]);
        else add(same ? copyId : id);
      } else {
        const twin = findTwin(existing, made, claimed);
        if (twin) {
          claimed.add(twin.id);
          counts.alreadyThere += 1;
        } else add(id);
      }
    }
    if (hasConflict) counts.conflictImages.add(row.path);
    counts.added += added.length;
    counts.replaced += updated.length;
    const hasNew = added.length + updated.length > 0;
    const isListed = row.unlabeled === 0 && !options.asPredictions;
    const change = isListed ? nextStage(now.stage, options.stage, hasNew) : null;
    if (hasNew || change || split || options.asPredictions)
      yield { itemId: row.itemId, stage: change, split, added, updated };
  }
}

/** Whether nobody has changed it since it was read: group and order are no part of what a label says. */
function isAsRead(stored: Annotation, made: Omit<NewLabel, 'z'>): boolean {
  return (
    stored.classId === (made.classId as ClassId) &&
    canonicalJson(stored.shape) === made.shape &&
    (stored.attributes ? canonicalJson(stored.attributes) : null) === made.attributes
  );
}

/** A label that the item has already, from wherever: another of its class in the same place. */
function findTwin(
  existing: readonly Annotation[],
  made: Omit<NewLabel, 'z'>,
  claimed: ReadonlySet<string>,
): Annotation | undefined {
  if (existing.length === 0) return undefined;
  const shape = JSON.parse(made.shape) as Shape;
  return existing.find(
    (one) => one.classId === (made.classId as ClassId) && !claimed.has(one.id) && isSameShape(one.shape, shape),
  );
}
