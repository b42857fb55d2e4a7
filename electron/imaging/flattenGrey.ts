import type { Sharp } from 'sharp';
import sharp from 'sharp';
import type { GreyMeaning } from '#shared/look/deepPng.ts';
import { stretchGrey } from '#shared/look/stretchGrey.ts';

/** A grey image of more than 8 bits as one of 8. sharp's `normalise` measures in L*a*b* and leaves very dark images alone. */
export async function flattenGrey(image: Sharp, meaning: GreyMeaning = {}): Promise<Sharp> {
  const { data, info } = await image
    .removeAlpha()
    .toColourspace('grey16')
    .raw({ depth: 'ushort' })
    .toBuffer({ resolveWithObject: true });
  const deep = new Uint16Array(data.buffer, data.byteOffset, data.byteLength / 2);
  const { width, height, channels } = info;
  return sharp(stretchGrey(deep, meaning), { raw: { width, height, channels } });
}
