import type { Database } from 'better-sqlite3';
import type { RawPrediction } from '#shared/contract/inferenceApi.ts';
import { sameness } from '#shared/metrics/sameObject.ts';
import type { ItemId } from '#shared/model/ids.ts';
import type { Shape } from '#shared/shapes/shapeRegistry.ts';
import { listAnnotations, listDecisions } from './annotations.ts';
import { resolveClass } from './classMatches.ts';

/** Two shapes of a class that are alike by this much are taken for the same object. */
const sameObject = 0.5;

interface Place {
  readonly id: string;
  readonly shape: Shape;
}

function groupBy<Row extends Place, Key>(rows: readonly Row[], keyOf: (row: Row) => Key) {
  const groups = new Map<Key, Place[]>();
  for (const row of rows) {
    const key = keyOf(row);
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
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
  const decided = groupBy(listDecisions(db, itemId), ({ className }) => className);
  const labeled = groupBy(listAnnotations(db, itemId), ({ classId }) => classId);
  const classIds = new Map<string, ReturnType<typeof resolveClass>>();
  const classOf = (className: string): ReturnType<typeof resolveClass> => {
    let classId = classIds.get(className);
    if (classId === undefined) classIds.set(className, (classId = resolveClass(db, modelSha256, className)));
    return classId;
  };
  return ({ className, shape }) => {
    const isSame = (other: Place): boolean => sameness(other.shape, shape) >= sameObject;
    const decision = decided.get(className)?.find(isSame);
    if (decision) return decision.id;
    if (labeled.size === 0) return null;
    const classId = classOf(className);
    if (classId === null || classId === 'ignore') return null;
    return labeled.get(classId)?.find(isSame)?.id ?? null;
  };
}
