import { isWholeGif } from './isWholeGif.ts';

const endsOfPng = Buffer.from('IEND');
const endOfJpeg = Buffer.from([0xff, 0xd9]);

/**
 * Whether a file goes on to the end that its format marks. Decoders accept files that lack their last bytes, and of an
 * animation only the first frame is decoded; a file that is still being copied must not pass.
 */
export function isComplete(bytes: Buffer, format: string): boolean {
  switch (format) {
    // Cameras append data after the end marker, so it is looked for rather than expected last.
    case 'jpeg':
      return bytes.lastIndexOf(endOfJpeg) >= 0;
    case 'png':
      return bytes.lastIndexOf(endsOfPng) >= 0;
    // RIFF counts what follows its first eight bytes.
    case 'webp':
      return bytes.length >= 12 && bytes.length >= bytes.readUInt32LE(4) + 8;
    case 'gif':
      return isWholeGif(bytes);
    default:
      return true;
  }
}
