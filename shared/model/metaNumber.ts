const decimal = /^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i;
const decimalComma = /^[+-]?\d+,\d+$/;
const date =
  /^(\d{4})[-/](\d{1,2})[-/](\d{1,2})(?:[T ](\d{1,2}):(\d{2})(?::(\d{2})(?:\.\d+)?)?\s?(Z|[+-]\d{2}:?\d{2})?)?$/;

/** `+08:00` as minutes. */
function minutesOf(zone: string): number {
  if (zone === 'Z') return 0;
  const [, sign, hours, minutes] = /^([+-])(\d{2}):?(\d{2})$/.exec(zone) ?? [];
  return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes));
}

/** Milliseconds since 1970; of the local clock where no zone is said. Null: there is no such day or time. */
function timeOf(match: RegExpExecArray): number | null {
  const [, year, month, day, hour = '0', minute = '0', second = '0', zone] = match;
  const parts = [year, month, day, hour, minute, second].map(Number) as [
    number,
    number,
    number,
    number,
    number,
    number,
  ];
  parts[1] -= 1;
  const utc = Date.UTC(...parts);
  const check = new Date(utc);
  // What a month hasn't, as 30 February, would otherwise be a day of the next one.
  const isThere =
    check.getUTCMonth() === parts[1] && check.getUTCDate() === parts[2] && check.getUTCHours() === parts[3];
  if (!isThere || parts[4] > 59 || parts[5] > 59) return null;
  return zone === undefined ? new Date(...parts).getTime() : utc - 60_000 * minutesOf(zone);
}

/**
 * What a written value is compared by: a decimal number, or the time of a date written with the year first, in milliseconds since 1970.
 * Days and months in any other order are guesses, and stay text.
 * @param hasComma whether a comma may stand for the decimal point
 */
export function metaNumber(text: string, hasComma = false): number | null {
  const written = hasComma && decimalComma.test(text) ? text.replace(',', '.') : text;
  if (decimal.test(written)) {
    const value = Number(written);
    return Number.isFinite(value) ? value : null;
  }
  const match = date.exec(text);
  return match && timeOf(match);
}
