/** What an exported picture is of, as far as its name depends on it. */
interface NamedFrame {
  /** Relative to its root, with `/`. */
  readonly path: string;
  readonly frame: number;
  readonly frameCount: number;
}

/**
 * A frame's name in an export, where it is a PNG: `scan.dcm` becomes `scan.png`, the twelfth frame of several `scan-012.png`, counted
 * from 1, with as many digits as sort in the order of frames.
 */
export function frameName({ path, frame, frameCount }: NamedFrame): string {
  const stem = path.replace(/\.nii\.gz$|\.[^./]*$/i, '');
  if (frameCount <= 1 && frame === 0) return `${stem}.png`;
  const digits = Math.max(3, String(Math.max(frameCount, frame + 1)).length);
  return `${stem}-${String(frame + 1).padStart(digits, '0')}.png`;
}

/** How files that were left in their place are referred to: a file of several frames says which one, counted from 1. */
export const frameReference = (source: string, { frame, frameCount }: Omit<NamedFrame, 'path'>): string =>
  frameCount <= 1 && frame === 0 ? source : `${source}#${frame + 1}`;
