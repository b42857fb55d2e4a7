import path from 'node:path';
import sharp from 'sharp';

/** Strokes of a pen in 28 x 28, as people write. */
const strokes: Readonly<Record<number, string>> = {
  3: 'M9 7 C13 4 19 5 18 9 C17.5 12 14 13 12 13 C16 13 19 15 18.5 18.5 C18 23 12 23.5 8.5 21',
  7: 'M8 7 L20 7 L12.5 22.5',
  9: 'M18.5 9 C17 5.5 10.5 6 10 10 C9.7 14 16.5 14.5 18.5 9.5 L18 22.5',
};

/** A white digit on black, as MNIST's are. @returns the file */
export async function drawDigit(digit: number, folder: string): Promise<string> {
  const file = path.join(folder, `digit-${digit}.png`);
  const pen = `fill="none" stroke="white" stroke-width="2.4" stroke-linecap="round" stroke-linejoin="round"`;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 28 28" width="112" height="112">
    <rect width="28" height="28" fill="black"/><path d="${strokes[digit] ?? ''}" ${pen}/></svg>`;
  await sharp(Buffer.from(svg)).png().toFile(file);
  return file;
}
