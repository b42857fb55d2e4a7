/** FNV-1a of 32 bits (Fowler, Noll, Vo) over the UTF-16 units of a text. */
function hashText(text: string): number {
  let hash = 0x811c9dc5;
  for (let at = 0; at < text.length; at += 1) hash = Math.imul(hash ^ text.charCodeAt(at), 0x01000193);
  return hash;
}

/**
 * Numbers from 0 to 1, without 1, that follow from a seed alone: the same on every machine. sfc32 of Chris Doty-Humphrey's PractRand
 * (pracrand.sourceforge.net), seeded as there. Not for secrets.
 * @param seed a whole number of at most 32 bits, or a text
 */
export function seededRandom(seed: number | string): () => number {
  let [a, b, c, counter] = [0, 0, typeof seed === 'number' ? seed | 0 : hashText(seed), 1];
  function next(): number {
    const sum = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + sum) | 0;
    return (sum >>> 0) / 2 ** 32;
  }
  for (let round = 0; round < 12; round += 1) next();
  return next;
}

/** The same things in an order that follows from the numbers: Fisher and Yates. */
export function shuffled<Value>(values: readonly Value[], random: () => number): Value[] {
  const mixed = [...values];
  for (let at = mixed.length - 1; at > 0; at -= 1) {
    const other = Math.floor(random() * (at + 1));
    [mixed[at], mixed[other]] = [mixed[other] as Value, mixed[at] as Value];
  }
  return mixed;
}
