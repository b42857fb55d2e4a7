import type { ItemFacts } from '#shared/model/itemFacts.ts';

type Sides = NonNullable<ItemFacts['sides']>;
type Vector = readonly [number, number, number];

/** Towards the patient's left, back and head, as DICOM counts. */
const positive = ['L', 'P', 'H'] as const;
const opposite: Readonly<Record<string, string>> = { L: 'R', R: 'L', P: 'A', A: 'P', H: 'F', F: 'H' };

/** A part of a direction that is smaller than this is not told. */
const leastPart = 0.2;

/** The letters of a direction, the strongest first. */
function lettersOf(direction: Vector): string {
  return direction
    .map((part, axis) => ({ part, letter: part > 0 ? positive[axis] : opposite[positive[axis] ?? ''] }))
    .filter(({ part }) => Math.abs(part) >= leastPart)
    .sort((a, b) => Math.abs(b.part) - Math.abs(a.part))
    .map(({ letter }) => letter)
    .join('');
}

export const oppositeOf = (letters: string): string => [...letters].map((letter) => opposite[letter] ?? '').join('');

const between = (right: string, bottom: string): Sides | undefined =>
  right && bottom ? { right, left: oppositeOf(right), bottom, top: oppositeOf(bottom) } : undefined;

/**
 * What lies beyond the borders of an image, from the directions in which its columns and its rows are counted.
 * Source: PS3.3, C.7.6.2.1.1 (Image Orientation), coordinates growing to the left, the back and the head.
 */
export function sidesOf(alongRow: Vector, alongColumn: Vector): Sides | undefined {
  return between(lettersOf(alongRow), lettersOf(alongColumn));
}

/** The same from letters, as radiographs have them. Source: PS3.3, C.7.6.1.1.1 (Patient Orientation). */
export function sidesOfLetters(alongRow: string, alongColumn: string): Sides | undefined {
  const known = (letters: string): string =>
    [...letters.toUpperCase()]
      .filter((letter) => letter in opposite)
      .join('')
      .slice(0, 3);
  return between(known(alongRow), known(alongColumn));
}
