import type { Database } from 'better-sqlite3';
import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { iou } from '#shared/metrics/iou.ts';
import type { Box } from '#shared/metrics/iou.ts';
import type { ItemId } from '#shared/model/ids.ts';
import { geometryOf } from '#shared/shapes/shapeRegistry.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { listAnnotations, listDecisions } from './annotations.ts';
import { resolveClass } from './classMatches.ts';

/** Two shapes whose boxes overlap by this much are taken for the same object. */
const sameObjectIou = 0.5;

interface Place {
  readonly id: string;
  readonly kind: Shape['kind'];
  readonly bounds: Box | null;
}

function placeOf(id: string, shape: Shape): Place {
  return { id, kind: shape.kind, bounds: geometryOf(shape).bounds(shape) };
}

function isSamePlace(a: Place, b: Place): boolean {
  if (a.bounds && b.bounds) return iou(a.bounds, b.bounds) >= sameObjectIou;
  return a.kind === b.kind;
}

function groupBy<Row, Key>(rows: readonly Row[], keyOf: (row: Row) => Key, toPlace: (row: Row) => Place) {
  const groups = new Map<Key, Place[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(toPlace(row));
    else groups.set(key, [toPlace(row)]);
  }
  return groups;
}

/**
 * Finds the decision or annotation of an item that has dealt with the same object already, so that nobody is asked
 * twice. Reads the item's labels once, however many predictions are asked about.
 */
export function createCoverFinder(
  db: Database,
  itemId: ItemId,
  modelSha256: string,
): (prediction: Pick<RawPrediction, 'className' | 'shape'>) => string | null {
  const toPlace = ({ id, shape }: { readonly id: string; readonly shape: Shape }): Place => placeOf(id, shape);
  const decided = groupBy(listDecisions(db, itemId), ({ className }) => className, toPlace);
  const labeled = groupBy(listAnnotations(db, itemId), ({ classId }) => classId, toPlace);
  const classIds = new Map<string, ReturnType<typeof resolveClass>>();
  const classOf = (className: string): ReturnType<typeof resolveClass> => {
    let classId = classIds.get(className);
    if (classId === undefined) classIds.set(className, (classId = resolveClass(db, modelSha256, className)));
    return classId;
  };
  return ({ className, shape }) => {
    const place = placeOf('', shape);
    const isSame = (other: Place): boolean => isSamePlace(other, place);
    const decision = decided.get(className)?.find(isSame);
    if (decision) return decision.id;
    if (labeled.size === 0) return null;
    const classId = classOf(className);
    if (classId === null || classId === 'ignore') return null;
    return labeled.get(classId)?.find(isSame)?.id ?? null;
  };
}
