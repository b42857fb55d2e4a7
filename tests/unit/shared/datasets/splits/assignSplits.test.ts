import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assignSplits, countSplits } from '#shared/datasets/splits/assignSplits.ts';
import { groupPattern } from '#shared/datasets/splits/groupPattern.ts';
import type { SplitItem } from '#shared/datasets/splits/splitItem.ts';
import { splits } from '#shared/model/split.ts';
import type { Split } from '#shared/model/split.ts';
import { defaultShares } from '#shared/model/splitPlan.ts';

const makeItem = (part: Partial<SplitItem> & { key: string }): SplitItem => ({
  groups: [],
  classes: [],
  kept: null,
  isCounted: true,
  ...part,
});
const plan = { shares: defaultShares, seed: 7, stratify: true };
const byKey = (items: readonly SplitItem[], assigned: readonly Split[]): Record<string, Split | undefined> =>
  Object.fromEntries(items.map(({ key }, index) => [key, assigned[index]]));

const share = fc.integer({ min: 1, max: 8 });
const shares = fc.tuple(share, share, share).map(([train, val, test]) => {
  const sum = train + val + test;
  return { train: train / sum, val: val / sum, test: test / sum };
});
const seed = fc.integer({ min: 0, max: 2 ** 32 - 1 });
const classes = fc.uniqueArray(fc.integer({ min: 1, max: 6 }), { maxLength: 3 });
const kept = fc.option(fc.constantFrom(...splits), { freq: 3 });
const items = fc
  .array(
    fc.record({
      classes,
      group: fc.option(fc.integer({ min: 0, max: 15 })),
      other: fc.integer({ min: 0, max: 60 }),
      kept,
    }),
    {
      maxLength: 80,
    },
  )
  .map((records) =>
    records.map(({ classes: ids, group, other, kept: split }, index) =>
      makeItem({
        key: `image ${index}`,
        classes: ids,
        groups: [...(group === null ? [] : [`patient ${group}`]), `file ${other}`],
        kept: split,
      }),
    ),
  );
const free = (all: readonly SplitItem[]): SplitItem[] => all.map((item) => ({ ...item, kept: null }));

describe('assigning splits', () => {
  it('gives the same for the same seed, whatever the order of the images, and another for another seed', () => {
    fc.assert(
      fc.property(
        items,
        shares,
        seed,
        fc.boolean(),
        fc.infiniteStream(fc.nat()),
        (all, asked, number, stratify, noise) => {
          const options = { shares: asked, seed: number, stratify };
          const mixed = all
            .map((item) => ({ item, at: Number(noise.next().value) }))
            .sort((a, b) => a.at - b.at)
            .map(({ item }) => item);
          expect(byKey(mixed, assignSplits(mixed, options).splits)).toEqual(
            byKey(all, assignSplits(all, options).splits),
          );
        },
      ),
    );
    const many = Array.from({ length: 60 }, (_, index) => makeItem({ key: String(index) }));
    expect(assignSplits(many, { ...plan, seed: 1 }).splits).not.toEqual(
      assignSplits(many, { ...plan, seed: 2 }).splits,
    );
  });

  it('is written down: the same on every machine', () => {
    const few = Array.from({ length: 10 }, (_, index) => makeItem({ key: `${index}`, classes: [index % 2] }));
    expect(
      assignSplits(few, { ...plan, shares: { train: 0.6, val: 0.2, test: 0.2 } }).splits.join(' '),
    ).toMatchInlineSnapshot(`"train train test train train test val val train train"`);
  });

  it('never tears a group, with classes or without, also where some of it keep their split', () => {
    fc.assert(
      fc.property(items, shares, seed, fc.boolean(), (all, asked, number, stratify) => {
        const result = assignSplits(all, { shares: asked, seed: number, stratify });
        all.forEach((item, index) => item.kept && expect(result.splits[index]).toBe(item.kept));
        const whole = assignSplits(free(all), { shares: asked, seed: number, stratify });
        expect(whole.torn).toBe(0);
        const seen = new Map<string, Split>();
        all.forEach(({ groups }, index) => {
          for (const group of groups) {
            const split = whole.splits[index]!;
            expect(seen.get(group) ?? split).toBe(split);
            seen.set(group, split);
          }
        });
      }),
    );
  });

  it('puts new images of a patient where the patient is, and says which patients were torn before', () => {
    const all = [
      makeItem({ key: 'a', groups: ['p1'], kept: 'test', isCounted: false }),
      makeItem({ key: 'b', groups: ['p1'] }),
      makeItem({ key: 'c', groups: ['p2'], kept: 'val' }),
      makeItem({ key: 'd', groups: ['p2'], kept: 'val' }),
      makeItem({ key: 'e', groups: ['p2'], kept: 'train' }),
      makeItem({ key: 'f', groups: ['p2'] }),
    ];
    const result = assignSplits(all, { ...plan, shares: { train: 1, val: 0, test: 0 } });
    expect(result).toEqual({
      splits: ['test', 'test', 'val', 'val', 'train', 'val'],
      units: 2,
      largestUnit: 4,
      torn: 1,
    });
  });

  it('without groups and classes is less than one image away from what was asked', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), shares, seed, (length, asked, number) => {
        const many = Array.from({ length }, (_, index) => makeItem({ key: String(index) }));
        const counts = countSplits(assignSplits(many, { shares: asked, seed: number, stratify: false }).splits);
        for (const split of splits) expect(Math.abs(counts[split] - length * asked[split])).toBeLessThan(1);
      }),
    );
  });

  it('gives no image to a split without a share', () => {
    fc.assert(
      fc.property(items, seed, fc.boolean(), (all, number, stratify) => {
        const result = assignSplits(free(all), { shares: { train: 0.7, val: 0.3, test: 0 }, seed: number, stratify });
        expect(result.splits).not.toContain('test');
      }),
    );
  });

  it('stratified: each class has its share within one image, and three images are enough to be everywhere', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 60 }), { minLength: 1, maxLength: 5 }),
        shares,
        seed,
        (sizes, asked, number) => {
          const all = sizes.flatMap((size, id) =>
            Array.from({ length: size }, (_, at) => makeItem({ key: `${id}/${at}`, classes: [id] })),
          );
          const { splits: got } = assignSplits(all, { shares: asked, seed: number, stratify: true });
          for (const [id, size] of sizes.entries()) {
            const counts = countSplits(got.filter((_, index) => all[index]!.classes[0] === id));
            if (size >= 3) expect(Math.min(...splits.map((split) => counts[split]))).toBeGreaterThan(0);
            // A class that is everywhere may be one image beyond its share for it, in each of two splits.
            for (const split of splits) expect(Math.abs(counts[split] - size * asked[split])).toBeLessThanOrEqual(2);
          }
        },
      ),
    );
  });

  it('stratified: several classes in an image, the rare ones are in every split and the shares hold', () => {
    fc.assert(
      fc.property(seed, seed, (number, labels) => {
        // 200 images; class k in one of k+2, so that many have several, and class 9 in three images among them.
        const all = Array.from({ length: 200 }, (_, index) =>
          makeItem({
            key: String(index),
            classes: [
              ...[0, 1, 2, 3, 4].filter((id) => (index * 7919 + labels + id * 104_729) % (id + 2) === 0),
              ...(index % 70 === 3 ? [9] : []),
            ],
          }),
        );
        const { splits: got } = assignSplits(all, { ...plan, seed: number });
        for (const id of [0, 1, 2, 3, 4, 9]) {
          const counts = countSplits(got.filter((_, index) => all[index]!.classes.includes(id)));
          const size = counts.train + counts.val + counts.test;
          expect(Math.min(...splits.map((split) => counts[split]))).toBeGreaterThan(0);
          for (const split of splits)
            expect(Math.abs(counts[split] - size * defaultShares[split])).toBeLessThanOrEqual(4);
        }
        const counts = countSplits(got);
        for (const split of splits) expect(Math.abs(counts[split] - 200 * defaultShares[split])).toBeLessThanOrEqual(4);
      }),
      { numRuns: 50 },
    );
  });

  it('a class that another one left out of a split is brought there by moving one image', () => {
    // b and d are dealt out before a, and take its images with them to where most is lacking.
    const all = ['ad', 'ab', 'a'].map((ids, index) =>
      makeItem({ key: String(index), classes: [...ids].map((one) => one.charCodeAt(0)) }),
    );
    for (let number = 0; number < 200; number += 1) {
      const { splits: got } = assignSplits(all, { ...plan, seed: number });
      expect(new Set(got).size).toBe(3);
    }
  });

  it('grouped and stratified: patients of different size come near the shares', () => {
    // 40 patients of 1 to 10 images; patient p has class p % 4.
    const all = Array.from({ length: 40 }, (_, patient) =>
      Array.from({ length: 1 + (patient % 10) }, (__, at) =>
        makeItem({ key: `${patient}/${at}`, groups: [`${patient}`], classes: [patient % 4] }),
      ),
    ).flat();
    for (let number = 0; number < 50; number += 1) {
      const counts = countSplits(assignSplits(all, { ...plan, seed: number }).splits);
      for (const split of splits)
        expect(Math.abs(counts[split] / all.length - defaultShares[split])).toBeLessThan(0.05);
    }
  });
});

describe('a pattern that groups', () => {
  it.each([
    ['{}_*', 'cam2/P12_left_1.png', 'P12'],
    ['{}_*', 'cam2/plain.png', null],
    ['*-{}.*', 'a/day-3.jpg', '3'],
    ['patients/{}/**', 'patients/7/scan/1.png', '7'],
    ['patients/{}/**', 'others/7/scan/1.png', null],
    ['**/{}/*', 'a/b/c.png', 'b'],
    ['a.c{}', 'abcd', null],
  ])('%s finds in %s: %s', (pattern, path, part) => {
    expect(groupPattern(pattern)?.(path)).toBe(part);
  });

  it('marks one part, and has few wildcards', () => {
    expect(['*', '{}{}', '*a*b*c*d*{}', ''].map((one) => groupPattern(one))).toEqual([null, null, null, null]);
  });
});
