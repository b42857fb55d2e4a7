import { AppError } from '#shared/contract/errors.ts';
import { committeeAtMost, overlapAtMost, runOptionsSchema, tileSideLimits } from '#shared/model/runOptions.ts';
import type { RunOptions } from '#shared/model/runOptions.ts';
import type { ParsedArgs } from './command.ts';

type Values = ParsedArgs['values'];

/** The options of `prelabel` that say how images are looked at. */
export const runOptionArgs = {
  tile: { type: 'string' },
  overlap: { type: 'string' },
  flip: { type: 'boolean' },
  roi: { type: 'string' },
  as: { type: 'string' },
  committee: { type: 'string' },
} as const;

export const runOptionUsage =
  '[--tile auto|off|SIZE] [--overlap 0.2] [--flip] [--roi x,y,w,h] [--as polygon|mask] [--committee MODEL,MODEL]';

const { leastPx, mostPx } = tileSideLimits;

/** What each must be, for people. */
const rules: Readonly<Record<string, string>> = {
  tile: `auto, off or a side from ${leastPx} to ${mostPx} pixels`,
  overlap: `a number from 0 to ${overlapAtMost}`,
  roi: 'four numbers x,y,width,height in pixels, width and height at least 1',
  as: 'polygon or mask',
};

const toNumber = (text: string): number => (text.trim() === '' ? NaN : Number(text));

function parseOne(name: string, field: keyof RunOptions, value: unknown): Partial<RunOptions> {
  const parsed = runOptionsSchema.safeParse({ [field]: value });
  if (!parsed.success)
    throw new AppError('cli.usage', { reason: `--${name} must be ${rules[name] ?? ''}`, command: 'prelabel' });
  return { [field]: parsed.data[field] };
}

/** Names or files of a committee's further models. @throws {AppError} cli.usage */
export function committeeNames({ committee }: Values): string[] {
  if (typeof committee !== 'string') return [];
  const names = committee.split(',').map((name) => name.trim());
  if (names.includes('') || names.length > committeeAtMost)
    throw new AppError('cli.usage', {
      ...{ reason: `--committee must be 1 to ${committeeAtMost} models with commas between`, command: 'prelabel' },
    });
  return names;
}

/** All but the committee. @throws {AppError} cli.usage */
export function runOptionsFromArgs({ tile, overlap, flip, roi, as }: Values): Partial<RunOptions> {
  const text = (value: Values[string]): string => (typeof value === 'string' ? value : '');
  return {
    ...(tile === undefined
      ? {}
      : parseOne('tile', 'tile', ['auto', 'off'].includes(text(tile)) ? tile : toNumber(text(tile)))),
    ...(overlap === undefined ? {} : parseOne('overlap', 'overlap', toNumber(text(overlap)))),
    ...(flip === true ? { flip } : {}),
    ...(roi === undefined ? {} : parseOne('roi', 'region', text(roi).split(',').map(toNumber))),
    ...(as === undefined ? {} : parseOne('as', 'as', as)),
  };
}
