import type { ItemPlace } from '#shared/model/itemName.ts';

/** More slices than this has hardly any plane: then names no longer sort, and are right all the same. */
const sliceDigits = 4;

/**
 * A frame's name in an export, where it is a PNG: `scan.dcm` becomes `scan.png`, the twelfth frame of several `scan-012.png`, counted
 * from 1, with as many digits as sort in the order of frames. The twelfth coronal slice of a volume is
 * `scan-coronal-0012.png`. @param place with a path relative to its root, with `/`
 */
export function frameName({ path, frame, frameCount, plane, slice }: ItemPlace): string {
  const stem = path.replace(/\.nii\.gz$|\.[^./]*$/i, '');
  if (plane !== null && plane !== 'axial' && slice !== null)
    return `${stem}-${plane}-${String(slice + 1).padStart(sliceDigits, '0')}.png`;
  if (frameCount <= 1 && frame === 0) return `${stem}.png`;
  const digits = Math.max(3, String(Math.max(frameCount, frame + 1)).length);
  return `${stem}-${String(frame + 1).padStart(digits, '0')}.png`;
}

/** How files that were left in their place are referred to: a file of several frames says which one, counted from 1. */
export function frameReference(source: string, { frame, frameCount, plane, slice }: Omit<ItemPlace, 'path'>): string {
  if (plane !== null && plane !== 'axial' && slice !== null) return `${source}#${plane}-${slice + 1}`;
  return frameCount <= 1 && frame === 0 ? source : `${source}#${frame + 1}`;
}
