import { assertExists } from '../../base/assert.ts';
import { splits } from '../../model/split.ts';
import type { Split } from '../../model/split.ts';
import type { SplitUnit } from './splitUnits.ts';

type BySplit = Record<Split, number>;

interface ClassQuota {
  /** How many images of the class each split still lacks; below 0: it has more than its share. */
  readonly needs: BySplit;
  /** How many units of the class each split has. */
  readonly has: BySplit;
  /** In the order they are dealt. */
  readonly units: SplitUnit[];
  unitsLeft: number;
  imagesLeft: number;
}

const zero = (): BySplit => ({ train: 0, val: 0, test: 0 });

/** What each split still lacks, of all images and of each class, while units are dealt out. */
export class SplitQuotas {
  /** Splits that have a share. */
  readonly open: readonly Split[];
  readonly #random: () => number;
  readonly #needs: BySplit = zero();
  /** None where classes don't count. */
  readonly #classes = new Map<number, ClassQuota>();

  constructor(
    units: readonly SplitUnit[],
    { shares, stratify, random }: { shares: Readonly<BySplit>; stratify: boolean; random: () => number },
  ) {
    this.open = splits.filter((split) => shares[split] > 0);
    this.#random = random;
    const addNeeds = (needs: BySplit, images: number): void => {
      for (const split of splits) needs[split] += images * shares[split];
    };
    for (const unit of units) {
      addNeeds(this.#needs, unit.size);
      if (!stratify) continue;
      for (const [id, images] of unit.classes) {
        const quota = this.#classes.get(id) ?? { needs: zero(), has: zero(), units: [], unitsLeft: 0, imagesLeft: 0 };
        this.#classes.set(id, quota);
        addNeeds(quota.needs, images);
        quota.units.push(unit);
        quota.unitsLeft += 1;
        quota.imagesLeft += images;
      }
    }
  }

  /** The class with the fewest images that are not dealt out yet; null: there is none. */
  rarest(): { readonly id: number; readonly units: readonly SplitUnit[] } | null {
    let found: { id: number; quota: ClassQuota } | null = null;
    for (const [id, quota] of this.#classes) {
      if (quota.unitsLeft === 0) continue;
      const isRarer = found === null || quota.imagesLeft < found.quota.imagesLeft;
      // Which class came first depends on the order of the images, its number does not.
      if (isRarer || (quota.imagesLeft === found?.quota.imagesLeft && id < found.id)) found = { id, quota };
    }
    return found && { id: found.id, units: found.quota.units };
  }

  /** Where the next unit is to go for the sake of one of its classes; null: of the shares alone. */
  choose(id: number | null): Split {
    const quota = id === null ? null : assertExists(this.#classes.get(id), 'the class is one of the unit');
    const lacking = quota ? this.open.filter((split) => quota.has[split] === 0) : [];
    const isShort = quota !== null && quota.units.length >= this.open.length && quota.unitsLeft <= lacking.length;
    const among = isShort && lacking.length > 0 ? lacking : this.open;
    const byClass = quota ? mostNeeding(among, quota.needs) : among;
    const best = mostNeeding(byClass, this.#needs);
    return assertExists(best[Math.floor(this.#random() * best.length)], 'some split has a share');
  }

  take(unit: SplitUnit, split: Split): void {
    this.#needs[split] -= unit.size;
    for (const [id, images] of unit.classes) {
      const quota = this.#classes.get(id);
      if (!quota) continue;
      quota.needs[split] -= images;
      quota.has[split] += 1;
      quota.unitsLeft -= 1;
      quota.imagesLeft -= images;
    }
  }
}

/** Sums of shares differ in the last bits. */
const same = 1e-9;

function mostNeeding(among: readonly Split[], needs: BySplit): readonly Split[] {
  const most = Math.max(...among.map((split) => needs[split]));
  return among.filter((split) => needs[split] > most - same);
}
