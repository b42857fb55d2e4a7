/** Times in milliseconds since 1970, UTC: from `from` on, before `to`. */
export interface Period {
  readonly from: number;
  readonly to: number;
  /** It stands for its first moment, and for all that came after. */
  readonly isMoment: boolean;
}

const iso = /^(\d{4})(?:-(\d{2})(?:-(\d{2})(?:T(\d{2}):(\d{2})(?::(\d{2}))?(Z)?)?)?)?$/;
const ago = /^-(\d{1,5})([hdwmy])$/;
/** What can be written for a date, in words for completion. */
export const dateWords = ['today', 'yesterday', '-7d', '-4w', '-12m'] as const;

function dayPeriod(now: Date, daysBack: number): Period {
  const startOf = (back: number): number => new Date(now.getFullYear(), now.getMonth(), now.getDate() - back).getTime();
  return { from: startOf(daysBack), to: startOf(daysBack - 1), isMoment: false };
}

function isoPeriod(match: RegExpExecArray): Period | null {
  const [, year = '', month, day, hour, minute, second, utc] = match;
  const parts: [number, number, number, number, number, number] = [
    Number(year),
    Number(month ?? 1) - 1,
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    Number(second ?? 0),
  ];
  const at = (...values: typeof parts): number => (utc ? Date.UTC(...values) : new Date(...values).getTime());
  // What a month hasn't, as 30 February, would otherwise be a day of the next one.
  const check = new Date(Date.UTC(...parts));
  const isThere =
    check.getUTCMonth() === parts[1] && check.getUTCDate() === parts[2] && check.getUTCHours() === parts[3];
  if (!isThere || check.getUTCMinutes() !== parts[4] || check.getUTCSeconds() !== parts[5]) return null;
  const finest =
    second !== undefined ? 5 : hour !== undefined ? 4 : day !== undefined ? 2 : month !== undefined ? 1 : 0;
  const after: typeof parts = [...parts];
  after[finest] = (after[finest] ?? 0) + 1;
  return { from: at(...parts), to: at(...after), isMoment: false };
}

/**
 * The time that a date of a query stands for: a year, month, day, minute or second of the local clock (with `Z` of UTC),
 * `today`, `yesterday`, or a moment so long ago (`-12h`, `-7d`, `-4w`, `-6m`, `-1y`), which ends now. Null when it is none.
 */
export function datePeriod(text: string, now: Date): Period | null {
  if (text === 'today') return dayPeriod(now, 0);
  if (text === 'yesterday') return dayPeriod(now, 1);
  const written = iso.exec(text);
  if (written) return isoPeriod(written);
  const back = ago.exec(text);
  if (!back) return null;
  const [count, unit] = [Number(back[1]), back[2]];
  const start = new Date(now);
  if (unit === 'y') start.setFullYear(start.getFullYear() - count);
  else if (unit === 'm') start.setMonth(start.getMonth() - count);
  else if (unit === 'h') start.setTime(start.getTime() - count * 3_600_000);
  else start.setDate(start.getDate() - count * (unit === 'w' ? 7 : 1));
  return { from: start.getTime(), to: Number.MAX_SAFE_INTEGER, isMoment: true };
}
