import { DisjointSets } from '#shared/metrics/DisjointSets.ts';
import { eachNearPair, hashDistance } from '#shared/metrics/nearHashes.ts';
import type { Hashes } from '#shared/metrics/nearHashes.ts';
import type { ComparedImage } from '../db/fingerprints.ts';
import { cosineOf, eachSimilarPair } from './similarPairs.ts';
import type { Vectors } from './similarPairs.ts';

export interface FoundMember {
  readonly itemId: number;
  readonly isExact: boolean;
  readonly distance: number | null;
  readonly similarity: number | null;
}

/** The best first. */
export interface FoundGroup {
  readonly isLeak: boolean;
  readonly members: readonly FoundMember[];
}

export interface GroupRules {
  /** Bits that may differ. */
  readonly near: number;
  readonly similar: { readonly vectors: Vectors; readonly atLeast: number } | null;
}

const isDone = ({ labels, stage }: ComparedImage): boolean => labels > 0 || stage === 'labeled' || stage === 'approved';

/** A labeled one first, of those the one with the most pixels, then the largest file, then the one that was there first. */
function compareBest(a: ComparedImage, b: ComparedImage): number {
  return (
    Number(isDone(b)) - Number(isDone(a)) ||
    b.pixels - a.pixels ||
    b.sizeBytes - a.sizeBytes ||
    Number(a.id) - Number(b.id)
  );
}

function hashesOf(images: readonly ComparedImage[], which: readonly number[]): Hashes {
  const [low, high] = [new Uint32Array(which.length), new Uint32Array(which.length)];
  for (const [at, one] of which.entries()) {
    const bytes = images[one]?.fingerprint;
    low[at] = bytes?.readUInt32LE(0) ?? 0;
    high[at] = bytes?.readUInt32LE(4) ?? 0;
  }
  return { low, high };
}

/** Joins those of one key to the first of it. @returns the first of each */
function joinAlike(sets: DisjointSets, keys: Iterable<readonly [number, string]>): number[] {
  const firsts = new Map<string, number>();
  for (const [at, key] of keys) {
    const first = firsts.get(key);
    if (first === undefined) firsts.set(key, at);
    else sets.join(first, at);
  }
  return [...firsts.values()];
}

/** Images by their frame: frames of one file are alike by their nature, and a copy of the file has the same ones. */
function byFrame(images: readonly ComparedImage[], which: readonly number[]): number[][] {
  const frames = new Map<number, number[]>();
  for (const at of which) {
    const frame = images[at]?.frame ?? 0;
    const same = frames.get(frame);
    if (same) same.push(at);
    else frames.set(frame, [at]);
  }
  return [...frames.values()].filter(({ length }) => length > 1);
}

function joinNear(
  sets: DisjointSets,
  images: readonly ComparedImage[],
  near: number,
  look: (done: number) => void,
): void {
  const told = images.flatMap(({ fingerprint }, at) => (fingerprint?.length === 8 ? [at] : []));
  for (const same of byFrame(images, told)) {
    // Of those that look exactly alike one stands for all.
    const firsts = joinAlike(
      sets,
      same.map((at) => [at, images[at]?.fingerprint?.toString('latin1') ?? ''] as const),
    );
    if (near === 0) continue;
    eachNearPair(
      hashesOf(images, firsts),
      near,
      (a, b) => sets.join(firsts[a] as number, firsts[b] as number),
      (done) => look(Math.floor(done * images.length)),
    );
  }
}

function joinSimilar(
  sets: DisjointSets,
  images: readonly ComparedImage[],
  { vectors, atLeast }: NonNullable<GroupRules['similar']>,
  look: (done: number) => void,
): void {
  const places = new Map(images.map(({ id }, at) => [Number(id), at]));
  const at = Array.from(vectors.itemIds, (itemId) => places.get(itemId) as number);
  const frameOf = (one: number): number => images[at[one] as number]?.frame ?? 0;
  const join = (a: number, b: number): void => {
    if (frameOf(a) === frameOf(b)) sets.join(at[a] as number, at[b] as number);
  };
  eachSimilarPair(vectors, atLeast, join, look);
}

/**
 * Groups of images that are the same by their bytes, nearly the same by their looks, or alike to a model; each is so to another one of its
 * group. Those whose images lie in different splits come first, then the largest.
 * @param look called often, with the images that are done; what it throws ends the work
 */
export function findGroups(
  images: readonly ComparedImage[],
  { near, similar }: GroupRules,
  look: (done: number) => void,
): FoundGroup[] {
  const sets = new DisjointSets(images.length);
  joinAlike(
    sets,
    images.map(({ contentHash }, at) => [at, contentHash] as const),
  );
  joinNear(sets, images, near, look);
  if (similar) joinSimilar(sets, images, similar, look);
  const rows = new Map(Array.from(similar?.vectors.itemIds ?? [], (itemId, row) => [itemId, row]));

  const toGroup = (set: readonly number[]): FoundGroup => {
    const members = set.map((at) => images[at] as ComparedImage).sort(compareBest);
    const [best] = members as [ComparedImage];
    const splits = new Set(members.flatMap(({ split }) => (split === null ? [] : [split])));
    const similarity = ({ id }: ComparedImage): number | null => {
      const [a, b] = [rows.get(Number(best.id)), rows.get(Number(id))];
      return similar && a !== undefined && b !== undefined ? cosineOf(similar.vectors, a, b) : null;
    };
    return {
      isLeak: splits.size > 1,
      members: members.map((one) => ({
        itemId: Number(one.id),
        isExact: one.contentHash === best.contentHash,
        distance: distanceOf(best, one),
        similarity: similarity(one),
      })),
    };
  };
  const groups = sets.sets().map(toGroup);
  return groups.sort((a, b) => Number(b.isLeak) - Number(a.isLeak) || b.members.length - a.members.length);
}

function distanceOf(a: ComparedImage, b: ComparedImage): number | null {
  if (a.fingerprint?.length !== 8 || b.fingerprint?.length !== 8) return a.contentHash === b.contentHash ? 0 : null;
  return hashDistance(hashesOf([a, b], [0, 1]), 0, 1);
}
