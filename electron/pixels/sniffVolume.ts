import { hasPreamble } from './dicom/parseDataset.ts';
import type { Volume } from './volume.ts';

/** As many bytes as tell what a file is. */
export const headBytes = 352;

/** A group of DICOM elements without the preamble that a file should have, as very old ones are. */
const hasBareElements = (bytes: Uint8Array): boolean =>
  (bytes[0] === 8 || bytes[0] === 2) &&
  bytes[1] === 0 &&
  bytes[3] === 0 &&
  /^([A-Z]{2}|[^A-Z]\0)$/.test(String.fromCharCode(bytes[4] ?? 0, bytes[5] ?? 0));

/** The header's size, in either order of bytes, and its magic word. Source: nifti1.h and nifti2.h, sizeof_hdr and magic. */
function isNifti(bytes: Uint8Array): boolean {
  if (bytes.length < headBytes) return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const size = [view.getInt32(0, true), view.getInt32(0, false)];
  const magic = (at: number): string => String.fromCharCode(...bytes.subarray(at, at + 3));
  return (size.includes(348) && magic(344) === 'n+1') || (size.includes(540) && magic(4) === 'n+2');
}

/** Whether it is worth to look into a file: of all others, photos in particular, nothing is read twice. */
export const mayBeVolume = (name: string): boolean => /\.(dcm|dicom|dic|ima|nii|nii\.gz)$/i.test(name);

/** What a file is, by its first bytes; a compressed one by those of what is inside. null: something else. */
export function sniffVolume(head: Uint8Array, name: string): Volume['format'] | null {
  if (hasPreamble(head)) return 'dicom';
  if (isNifti(head)) return 'nifti';
  return /\.(dcm|dicom|dic|ima)$/i.test(name) && hasBareElements(head) ? 'dicom' : null;
}
