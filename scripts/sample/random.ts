/** A seeded source of random numbers (mulberry32, public domain, by Tommy Ettinger): the same seed, the same image. */
export interface Random {
  /** [0, 1) */
  next(): number;
  /** [from, to) */
  between(from: number, to: number): number;
  /** Normal distribution with mean 0 and deviation 1 (Box-Muller). */
  normal(): number;
  integer(from: number, to: number): number;
  chance(probability: number): boolean;
}

export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const between = (from: number, to: number): number => from + (to - from) * next();
  return {
    next,
    between,
    normal: () => Math.sqrt(-2 * Math.log(1 - next())) * Math.cos(2 * Math.PI * next()),
    integer: (from, to) => Math.floor(between(from, to)),
    chance: (probability) => next() < probability,
  };
}
