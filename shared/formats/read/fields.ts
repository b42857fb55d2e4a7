import type { AttributeValue, AttributeValues } from '../../model/attributes.ts';

/** The members of a record of others: nothing is known of them. */
export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** A name or a number that is used as one; null for anything else. */
export function asName(value: unknown): string | null {
  if (typeof value === 'string') return value;
  return typeof value === 'number' && Number.isFinite(value) ? String(value) : null;
}

/** A finite number, also one in quotes; null for anything else. */
export function asNumber(value: unknown): number | null {
  if (typeof value === 'number') return Number.isFinite(value) ? value : null;
  if (typeof value !== 'string' || value.trim() === '') return null;
  const number = Number(value);
  return Number.isFinite(number) ? number : null;
}

/** A list of finite numbers; null for anything else. */
export function asNumbers(value: unknown): number[] | null {
  if (!Array.isArray(value)) return null;
  const numbers = value.map(asNumber);
  return numbers.every((number) => number !== null) ? numbers : null;
}

/** A pixel count of an image; undefined for anything else. */
export function asPixels(value: unknown): number | undefined {
  const number = asNumber(value);
  return number !== null && Number.isInteger(number) && number > 0 && number < 2 ** 31 ? number : undefined;
}

/** For a message: short, whatever it is. */
export function inShort(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  return text.length > 80 ? `${text.slice(0, 79)}…` : text;
}

/** Names that objects of JavaScript have by nature. */
const natural = new Set(['__proto__', 'constructor', 'prototype']);

/**
 * Attributes as they can be kept: texts, numbers and yes or no by name. Lists become texts; nested records, nothing, and names that
 * would mean something else are left out. undefined: there are none.
 */
export function asAttributes(value: unknown): AttributeValues | undefined {
  if (!isFields(value)) return undefined;
  const kept = Object.entries(value).flatMap(([name, one]): [string, AttributeValue][] => {
    const short = name.trim().slice(0, 100);
    if (short === '' || natural.has(short)) return [];
    if (typeof one === 'boolean') return [[short, one]];
    if (typeof one === 'number') return Number.isFinite(one) ? [[short, one]] : [];
    if (typeof one === 'string') return [[short, one.slice(0, 10_000)]];
    return Array.isArray(one) ? [[short, one.map(inShort).join(', ').slice(0, 10_000)]] : [];
  });
  return kept.length > 0 ? Object.fromEntries(kept) : undefined;
}
