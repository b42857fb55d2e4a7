import type { ClassScores } from '#shared/model/classScores.ts';

/**
 * Scores in few bytes: a flag (1: shares of one whole), `rest` in ten-thousandths (16 bits, little endian), then for each class its
 * number (7 bits a byte, the lowest first, the highest bit: more follows) and its score in 65,535ths (16 bits).
 */
const scoreUnit = 65_535;
const restUnit = 10_000;

function pushWord(bytes: number[], value: number): void {
  const word = Math.min(65_535, Math.max(0, Math.round(value)));
  bytes.push(word & 255, word >> 8);
}

export function encodeScores({ top, rest, isShared }: ClassScores, numberOf: (className: string) => number): Buffer {
  const bytes = [isShared ? 1 : 0];
  pushWord(bytes, rest * restUnit);
  for (const [className, score] of top) {
    let number = numberOf(className);
    for (; number > 127; number = Math.floor(number / 128)) bytes.push((number % 128) | 128);
    bytes.push(number);
    pushWord(bytes, score * scoreUnit);
  }
  return Buffer.from(bytes);
}

export function decodeScores(bytes: Uint8Array, nameOf: (number: number) => string): ClassScores {
  let at = 0;
  const byte = (): number => bytes[at++] ?? 0;
  const word = (): number => byte() + byte() * 256;
  const isShared = byte() === 1;
  const rest = word() / restUnit;
  const top: [string, number][] = [];
  while (at < bytes.length) {
    let [number, place, part] = [0, 1, byte()];
    for (; part > 127 && at < bytes.length; part = byte(), place *= 128) number += (part - 128) * place;
    const className = nameOf(number + part * place);
    top.push([className, word() / scoreUnit]);
  }
  return { top, rest, isShared };
}
