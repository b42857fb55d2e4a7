import type { Runs } from './runs.ts';

/**
 * COCO's compressed RLE (cocodataset/cocoapi, `rleToString` in `maskApi.c`): each run length, from the third on as the
 * difference to the one two before, in pieces of five bits, lowest first; bit 0x20 says that more follow, the last piece's
 * bit 0x10 is the sign; 48 is added, so that all is printable.
 */
export function encodeCounts(runs: Runs): string {
  let text = '';
  for (const [index, length] of runs.entries()) {
    let rest = index > 2 ? length - (runs[index - 2] as number) : length;
    for (let more = true; more;) {
      const piece = rest & 0x1f;
      rest >>= 5;
      more = (piece & 0x10) === 0 ? rest !== 0 : rest !== -1;
      text += String.fromCharCode((more ? piece | 0x20 : piece) + 48);
    }
  }
  return text;
}

/** The run lengths of a compressed RLE, or null when the text isn't one. */
export function decodeCounts(text: string): number[] | null {
  const runs: number[] = [];
  for (let at = 0; at < text.length;) {
    let value = 0;
    let more = true;
    for (let shift = 0; more; shift += 5, at += 1) {
      const piece = text.charCodeAt(at) - 48;
      // Past the end `piece` is NaN. Six pieces hold what an image of 2^29 pixels can have.
      if (!(piece >= 0 && piece < 64) || shift > 25) return null;
      value |= (piece & 0x1f) << shift;
      more = (piece & 0x20) !== 0;
      if (!more && (piece & 0x10) !== 0 && shift < 25) value |= -1 << (shift + 5);
    }
    const length = runs.length > 2 ? value + (runs[runs.length - 2] as number) : value;
    if (length < 0) return null;
    runs.push(length);
  }
  return runs;
}
