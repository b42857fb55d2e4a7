import type { Stats } from 'node:fs';
import { stat } from 'node:fs/promises';

const isAbsent = (error: unknown): boolean => {
  const { code } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' || code === 'ENOTDIR';
};

/** `gone`, or what is there; `unknown` when it may not be looked at (no permission, a loop of links). */
export async function lookAtPath(file: string): Promise<Stats | 'gone' | 'unknown'> {
  try {
    return await stat(file);
  } catch (error) {
    return isAbsent(error) ? 'gone' : 'unknown';
  }
}
