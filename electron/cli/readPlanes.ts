import { AppError } from '#shared/contract/errors.ts';
import type { Plane } from '#shared/model/itemFacts.ts';
import { allPlanes } from '#shared/model/volumePlanes.ts';
import type { ParsedArgs } from './command.ts';

/** `coronal,sagittal`, or `all`; absent: none are named. @throws {AppError} cli.usage */
export function readPlanes(value: ParsedArgs['values'][string], command: string): Plane[] {
  if (typeof value !== 'string') return [];
  if (value.trim() === 'all') return [...allPlanes];
  return value.split(',').map((part) => {
    const plane = allPlanes.find((one) => one === part.trim());
    if (!plane) throw new AppError('cli.usage', { reason: `planes are ${allPlanes.join(', ')}, or all`, command });
    return plane;
  });
}
