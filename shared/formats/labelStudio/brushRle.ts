/**
 * Label Studio's run-length code of a brush (thi.ng/rle-pack; read by `label_studio_converter/brush.py`, `decode_rle`): bits, highest
 * first. A head of the number of values (32 bits), the bits of a value less one (5) and four lengths of run fields less one (4
 * each); then for each run a 1, which length (2), the run less one in so many bits, and the value. Each pixel is four equal
 * values (RGBA), 0 or 255, row by row.
 */
const fieldBits = [3, 4, 8, 16] as const;
const longest = 2 ** 16;

/** @param runs lengths of unset and set pixels in turn, unset ones first */
export function packBrush(runs: readonly number[]): Uint8Array {
  const bytes: number[] = [];
  let [rest, filled] = [0, 0];
  const write = (value: number, bits: number): void => {
    for (let bit = bits - 1; bit >= 0; bit -= 1) {
      rest = (rest << 1) | (Math.floor(value / 2 ** bit) % 2);
      filled += 1;
      if (filled === 8) {
        bytes.push(rest);
        [rest, filled] = [0, 0];
      }
    }
  };
  write(runs.reduce((sum, length) => sum + length, 0) * 4, 32);
  write(7, 5);
  for (const bits of fieldBits) write(bits - 1, 4);
  for (const [index, length] of runs.entries()) {
    for (let left = length * 4; left > 0; left -= longest) {
      const run = Math.min(left, longest);
      const field = fieldBits.findIndex((bits) => run <= 2 ** bits);
      write(1, 1);
      write(field, 2);
      write(run - 1, fieldBits[field] as number);
      write(index % 2 === 0 ? 0 : 255, 8);
    }
  }
  if (filled > 0) write(0, 8 - filled);
  return Uint8Array.from(bytes);
}
