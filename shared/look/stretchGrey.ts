/**
 * Grey of more than 8 bits as grey of 8, from the darkest to the brightest pixel: 12 bits stored in 16 would be nearly
 * black otherwise.
 */
export function stretchGrey(deep: Uint16Array): Uint8Array {
  let low = 65_535;
  let high = 0;
  for (const value of deep) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = 255 / Math.max(1, high - low);
  return Uint8Array.from(deep, (value) => (value - low) * scale);
}

/** Whether an image is grey of more than 8 bits, in the words of its decoder (sharp, libvips). */
export function isDeepGrey({ space, depth }: { readonly space: string; readonly depth: string }): boolean {
  return (space === 'grey16' || space === 'b-w') && depth !== 'uchar';
}
