/** Colours as three numbers each. */
export type Colors = Float32Array;

/** Sensors and compression spread even one flat colour so far: levels, squared. */
const leastVariance = 6;
const rounds = 3;
const mostSamples = 1500;

/**
 * A normal distribution as ten numbers, for speed: the three of its mean, then the inverse of its covariance (xx, xy, xz, yy, yz, zz),
 * then minus the logarithm of its weight and of what makes its integral 1.
 */
const numbersEach = 10;

/** A mixture of normal distributions, one after the other: which colours something has. */
export type ColorMixture = Float64Array;

const log2Pi = Math.log(2 * Math.PI);

/** How unlikely a colour is under the distribution that begins at `from`. */
function unlikelihoodOf(mixture: ColorMixture, from: number, colors: Colors, at: number): number {
  const number = (index: number): number => mixture[from + index] as number;
  const x = (colors[3 * at] as number) - number(0);
  const y = (colors[3 * at + 1] as number) - number(1);
  const z = (colors[3 * at + 2] as number) - number(2);
  const away =
    x * (number(3) * x + 2 * (number(4) * y + number(5) * z)) +
    y * (number(6) * y + 2 * number(7) * z) +
    z * number(8) * z;
  return number(9) + away / 2;
}

/** How unlikely a colour is under a mixture: minus the logarithm of the likelihood of the part that fits best. */
export function unlikelihood(mixture: ColorMixture, colors: Colors, at: number): number {
  let best = Infinity;
  for (let from = 0; from < mixture.length; from += numbersEach)
    best = Math.min(best, unlikelihoodOf(mixture, from, colors, at));
  return best;
}

function fitNormal(colors: Colors, members: readonly number[], total: number): number[] {
  const sums = [0, 0, 0];
  for (const at of members)
    for (let c = 0; c < 3; c += 1) sums[c] = (sums[c] as number) + (colors[3 * at + c] as number);
  const mean = sums.map((sum) => sum / members.length) as [number, number, number];
  let [xx, xy, xz, yy, yz, zz] = [0, 0, 0, 0, 0, 0];
  for (const at of members) {
    const [x, y, z] = [
      (colors[3 * at] as number) - mean[0],
      (colors[3 * at + 1] as number) - mean[1],
      (colors[3 * at + 2] as number) - mean[2],
    ];
    xx += x * x;
    xy += x * y;
    xz += x * z;
    yy += y * y;
    yz += y * z;
    zz += z * z;
  }
  const n = members.length;
  [xx, xy, xz, yy, yz, zz] = [xx / n, xy / n, xz / n, yy / n, yz / n, zz / n];
  xx += leastVariance;
  yy += leastVariance;
  zz += leastVariance;
  const det = xx * (yy * zz - yz * yz) - xy * (xy * zz - yz * xz) + xz * (xy * yz - yy * xz);
  return [
    ...mean,
    (yy * zz - yz * yz) / det,
    (xz * yz - xy * zz) / det,
    (xy * yz - xz * yy) / det,
    (xx * zz - xz * xz) / det,
    (xy * xz - xx * yz) / det,
    (xx * yy - xy * xy) / det,
    -Math.log(n / total) + (3 * log2Pi + Math.log(det)) / 2,
  ];
}

const squareAway = (colors: Colors, a: number, b: number): number => {
  let sum = 0;
  for (let c = 0; c < 3; c += 1) sum += ((colors[3 * a + c] as number) - (colors[3 * b + c] as number)) ** 2;
  return sum;
};

/** Colours far from each other, to begin with: always the one that is farthest from those already chosen. */
function chooseSeeds(colors: Colors, members: readonly number[], count: number): number[] {
  const seeds = [members[0] as number];
  const away = members.map(() => Infinity);
  while (seeds.length < count) {
    const last = seeds.at(-1) as number;
    let farthest = 0;
    for (const [index, at] of members.entries()) {
      away[index] = Math.min(away[index] as number, squareAway(colors, at, last));
      if (away[index] > (away[farthest] as number)) farthest = index;
    }
    if (away[farthest] === 0) break;
    seeds.push(members[farthest] as number);
  }
  return seeds;
}

/**
 * Fits a mixture to the colours of some pixels, each of them counted to the part that fits it best. The same pixels give the same
 * mixture: nothing is left to chance.
 */
export function fitMixture(colors: Colors, members: readonly number[], parts: number): ColorMixture {
  const stride = Math.max(1, Math.floor(members.length / mostSamples));
  const sample = stride === 1 ? members : members.filter((_, index) => index % stride === 0);
  const seeds = chooseSeeds(colors, sample, parts);
  // To begin with, what counts is how far a colour is from a seed.
  let mixture: ColorMixture = Float64Array.from(
    seeds.flatMap((seed) => [...colors.subarray(3 * seed, 3 * seed + 3), 1, 0, 0, 1, 0, 1, 0]),
  );
  for (let round = 0; round < rounds; round += 1) {
    const groups: number[][] = Array.from({ length: mixture.length / numbersEach }, () => []);
    for (const at of sample) {
      let [best, least] = [0, Infinity];
      for (let from = 0; from < mixture.length; from += numbersEach) {
        const cost = unlikelihoodOf(mixture, from, colors, at);
        if (cost < least) [best, least] = [from / numbersEach, cost];
      }
      (groups[best] as number[]).push(at);
    }
    const fitted = groups.filter(({ length }) => length > 0).map((group) => fitNormal(colors, group, sample.length));
    mixture = Float64Array.from(fitted.flat());
  }
  return mixture;
}
