/** IEEE 754 binary16, by hand: Node 24's Float16Array breaks onnxruntime-node 1.30. */
const float = new Float32Array(1);
const bits = new Uint32Array(float.buffer);

/** The binary16 bits of a number, rounded to nearest; too large becomes infinity. */
export function toHalf(value: number): number {
  float[0] = value;
  const word = bits[0] as number;
  const sign = (word >>> 16) & 0x8000;
  const exponent = ((word >>> 23) & 0xff) - 112;
  const mantissa = word & 0x7fffff;
  if (exponent >= 31) return sign | 0x7c00 | (exponent === 143 && mantissa ? 0x200 : 0);
  if (exponent <= 0) {
    if (exponent < -10) return sign;
    return sign | (((mantissa | 0x800000) >>> (14 - exponent)) + (((mantissa | 0x800000) >>> (13 - exponent)) & 1));
  }
  return sign | ((exponent << 10) + (mantissa >>> 13) + ((mantissa >>> 12) & 1));
}

/** The numbers of binary16 bits. */
export function fromHalf(halves: Uint16Array): Float32Array {
  const out = new Float32Array(halves.length);
  for (let at = 0; at < halves.length; at += 1) {
    const half = halves[at] as number;
    const sign = half & 0x8000 ? -1 : 1;
    const exponent = (half >>> 10) & 0x1f;
    const mantissa = half & 0x3ff;
    if (exponent === 0) out[at] = sign * mantissa * 2 ** -24;
    else if (exponent === 31) out[at] = mantissa ? Number.NaN : sign * Infinity;
    else out[at] = sign * (1 + mantissa / 1024) * 2 ** (exponent - 15);
  }
  return out;
}
