import type { Sharp } from 'sharp';
import sharp from 'sharp';

/**
 * A grey image of more than 8 bits as one of 8, from its darkest to its brightest pixel: 12 bits stored in 16 would be
 * nearly black otherwise. Done here, since sharp's `normalise` measures in L*a*b* and leaves very dark images alone.
 */
export async function stretchGrey(image: Sharp): Promise<Sharp> {
  const { data, info } = await image
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const deep = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  let low = 65_535;
  let high = 0;
  for (const value of deep) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  const scale = 255 / Math.max(1, high - low);
  const { width, height, channels } = info;
  return sharp(
    Uint8Array.from(deep, (value) => (value - low) * scale),
    { raw: { width, height, channels } },
  );
}
