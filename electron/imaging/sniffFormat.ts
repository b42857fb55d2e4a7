/** What the first bytes say a file is, whatever its name: only formats an image folder may hold. */
export function sniffFormat(bytes: Uint8Array): string | null {
  const ascii = (from: number, to: number): string => String.fromCharCode(...bytes.subarray(from, to));
  if (bytes[0] === 0xff && bytes[1] === 0xd8 && bytes[2] === 0xff) return 'jpeg';
  if (ascii(1, 4) === 'PNG' && bytes[0] === 0x89) return 'png';
  if (ascii(0, 4) === 'GIF8') return 'gif';
  if (ascii(0, 4) === 'RIFF' && ascii(8, 12) === 'WEBP') return 'webp';
  if (ascii(0, 4) === 'II*\0' || ascii(0, 4) === 'MM\0*') return 'tiff';
  if (ascii(0, 4) === 'II+\0' || ascii(0, 4) === 'MM\0+') return 'tiff';
  if (ascii(4, 8) === 'ftyp') {
    const brands = ascii(8, 40);
    return /avif|avis/.test(brands) ? 'avif' : 'heif';
  }
  if (ascii(0, 2) === 'BM') return 'bmp';
  if (ascii(4, 8) === 'jP  ' || (bytes[0] === 0xff && bytes[1] === 0x4f)) return 'jpeg2000';
  return null;
}
