/** Side of the picture that a hash is made of. */
export const hashedSide = 32;
/** Grey levels: what differs by less all over shows nothing. */
const leastContrast = 2;

/** cos((2x + 1) u pi / 2n), for the frequencies that are used. */
const frequencies = 9;
const cosines = Float64Array.from({ length: frequencies * hashedSide }, (_, at) => {
  const [u, x] = [Math.floor(at / hashedSide), at % hashedSide];
  return Math.cos(((2 * x + 1) * u * Math.PI) / (2 * hashedSide));
});

/** The 64 lowest frequencies but the mean, which is brightness: a square of 8 without its corner, and the next one down. */
const used: readonly (readonly [u: number, v: number])[] = [
  ...Array.from({ length: 63 }, (_, at) => [(at + 1) % 8, Math.floor((at + 1) / 8)] as const),
  [0, 8],
];

function contrastOf(grey: Uint8Array): number {
  const mean = grey.reduce((sum, value) => sum + value, 0) / grey.length;
  return Math.sqrt(grey.reduce((sum, value) => sum + (value - mean) ** 2, 0) / grey.length);
}

function transform(grey: Uint8Array): number[] {
  // Across each line first, then down, for the frequencies that are needed.
  const lines = new Float64Array(frequencies * hashedSide);
  for (let y = 0; y < hashedSide; y += 1)
    for (let u = 0; u < frequencies; u += 1) {
      let sum = 0;
      for (let x = 0; x < hashedSide; x += 1)
        sum += (grey[y * hashedSide + x] ?? 0) * (cosines[u * hashedSide + x] ?? 0);
      lines[u * hashedSide + y] = sum;
    }
  return used.map(([u, v]) => {
    let sum = 0;
    for (let y = 0; y < hashedSide; y += 1)
      sum += (lines[u * hashedSide + y] ?? 0) * (cosines[v * hashedSide + y] ?? 0);
    return sum;
  });
}

/**
 * What a picture looks like, in 64 bits: which of its lowest frequencies are above their median. Pictures that were compressed, resized
 * or brightened differ in few bits; turned, mirrored or cut ones in about half of them, as others do. Null: it is of one tone.
 * Source: Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, 3.2.1 (DCT based).
 * @param grey a picture of 32 by 32 pixels
 */
export function perceptualHash(grey: Uint8Array): Uint8Array | null {
  if (contrastOf(grey) < leastContrast) return null;
  const coefficients = transform(grey);
  const sorted = [...coefficients].sort((a, b) => a - b);
  const median = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  const bits = new Uint8Array(8);
  for (const [at, value] of coefficients.entries()) if (value > median) bits[at >> 3]! |= 1 << (at & 7);
  return bits;
}
