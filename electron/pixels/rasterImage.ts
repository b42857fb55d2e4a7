import sharp from 'sharp';
import type { Sharp } from 'sharp';
import type { Raster } from './raster.ts';

/** What was decoded by us, for sharp to go on with: grey of 16 bits, or colours of 8. */
export function rasterImage(raster: Raster): Sharp {
  const { width, height } = raster;
  if (raster.kind === 'color') return sharp(raster.data, { raw: { width, height, channels: 3 } });
  return sharp(raster.samples, { raw: { width, height, channels: 1 } }).toColourspace('grey16');
}
