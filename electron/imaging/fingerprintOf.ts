import sharp from 'sharp';
import { hashedSide, perceptualHash } from '#shared/metrics/perceptualHash.ts';

/** What a thumbnail looks like, as hex; empty: it is of one tone, which says nothing. */
export async function fingerprintOf(thumbnail: Uint8Array): Promise<string> {
  const grey = await sharp(thumbnail)
    .flatten({ background: '#ffffff' })
    .resize(hashedSide, hashedSide, { fit: 'fill' })
    .toColourspace('b-w')
    .raw()
    .toBuffer();
  return Buffer.from(perceptualHash(grey) ?? []).toString('hex');
}
