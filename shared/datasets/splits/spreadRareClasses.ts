import type { Split } from '../../model/split.ts';
import type { SplitUnit } from './splitUnits.ts';

/**
 * Dealing out one class may leave another one out of a split. Moves single units so that each class which has as many units as there are splits
 * is in every one, as far as no other such class loses its last unit in a split by it.
 * @param placed where each unit is; changed in place
 */
export function spreadRareClasses(
  units: readonly SplitUnit[],
  placed: Map<SplitUnit, Split>,
  open: readonly Split[],
): void {
  const ofClass = new Map<number, SplitUnit[]>();
  for (const unit of units)
    for (const id of unit.classes.keys()) {
      const known = ofClass.get(id);
      if (known) known.push(unit);
      else ofClass.set(id, [unit]);
    }
  const countIn = (id: number, split: Split): number =>
    (ofClass.get(id) ?? []).filter((unit) => placed.get(unit) === split).length;
  const isOwed = (id: number): boolean => (ofClass.get(id)?.length ?? 0) >= open.length;
  /** Whether the classes of a unit, or those of them that are owed a place in each split, have another one where it is now. */
  const canLeave = (unit: SplitUnit, isAsked: (id: number) => boolean): boolean => {
    const from = placed.get(unit);
    if (unit.kept !== null || from === undefined) return false;
    return [...unit.classes.keys()].every((id) => !isAsked(id) || countIn(id, from) > 1);
  };

  const ids = [...ofClass.keys()].sort(
    (a, b) => (ofClass.get(a)?.length ?? 0) - (ofClass.get(b)?.length ?? 0) || a - b,
  );
  for (const id of ids) {
    const own = ofClass.get(id) ?? [];
    if (!isOwed(id)) continue;
    for (const split of open) {
      if (countIn(id, split) > 0) continue;
      // Largest first is how they come: the last that can go changes the shares least.
      const mover =
        own.findLast((unit) => canLeave(unit, () => true)) ?? own.findLast((unit) => canLeave(unit, isOwed));
      if (mover) placed.set(mover, split);
    }
  }
}
