import { createHash } from 'node:crypto';
import { open, stat } from 'node:fs/promises';
import { AppError } from '#shared/contract/errors.ts';
import { openDicom } from './dicom/openDicom.ts';
import { openNifti } from './nifti/openNifti.ts';
import { isGzip, unfold, unfoldHead } from './nifti/unfold.ts';
import { headBytes, mayBeVolume, sniffVolume } from './sniffVolume.ts';
import type { Volume } from './volume.ts';

export interface OpenVolume {
  readonly volume: Volume;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  /** SHA-256 of the file's bytes, hex. */
  fileHash(): string;
}

interface Kept {
  readonly key: string;
  readonly opened: Promise<OpenVolume | null>;
}

/** Frames of one file are asked for one after the other: the last files stay open for a while. */
const keepAtMost = 2;
const keepMs = 20_000;
/** A larger file is read again for each frame: it would not be the only one in memory. */
const largestKept = 1e9;
/** What one buffer can hold. */
const largestFile = 2 ** 31 - 1;

let kept: readonly Kept[] = [];
let timer: NodeJS.Timeout | null = null;

function keep(one: Kept): void {
  kept = [...kept.filter(({ key }) => key !== one.key), one].slice(-keepAtMost);
  if (timer) clearTimeout(timer);
  timer = setTimeout(() => (kept = []), keepMs);
  timer.unref();
}

async function read(file: string): Promise<OpenVolume | null> {
  const handle = await open(file, 'r');
  try {
    const { size, mtimeMs } = await handle.stat();
    const start = Buffer.alloc(Math.min(size, 4096));
    await handle.read(start, 0, start.length, 0);
    const isFolded = isGzip(start);
    const format = sniffVolume(isFolded ? unfoldHead(start, headBytes) : start, file);
    if (format === null) return null;
    if (size > largestFile)
      throw new AppError('image.unreadable', { reason: 'files of more than 2 GB can not be read' });
    const whole = new Uint8Array(await handle.readFile());
    const volume = format === 'dicom' ? openDicom(whole) : openNifti(isFolded ? await unfold(whole) : whole);
    let hash: string | null = null;
    const fileHash = (): string => (hash ??= createHash('sha256').update(whole).digest('hex'));
    return { volume, sizeBytes: size, modifiedMs: mtimeMs, fileHash };
  } finally {
    await handle.close();
  }
}

/**
 * A medical file, opened by its content; null: it is none, and others can decode it.
 * @throws {AppError} dicom.*, nifti.*, image.* @throws errors of the file system
 */
export async function openVolume(file: string): Promise<OpenVolume | null> {
  if (!mayBeVolume(file)) return null;
  const { size, mtimeMs } = await stat(file);
  const key = `${file}\0${size}\0${mtimeMs}`;
  const known = kept.find((one) => one.key === key);
  if (known) {
    keep(known);
    return known.opened;
  }
  const opened = read(file);
  if (size <= largestKept) keep({ key, opened });
  const forget = (): void => void (kept = kept.filter((one) => one.key !== key));
  const volume = await opened.catch((error: unknown) => {
    forget();
    throw error;
  });
  if (!volume) forget();
  return volume;
}

/** @throws {AppError} image.noFrame */
export function assertFrame({ framesInAll }: Pick<Volume, 'framesInAll'>, frame: number): void {
  if (frame >= framesInAll) throw new AppError('image.noFrame', { frame: frame + 1, count: framesInAll });
}
