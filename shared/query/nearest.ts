/**
 * Edits from one word to another: letters put in, left out, replaced, or two neighbours swapped (the optimal string
 * alignment distance).
 */
function editDistance(a: string, b: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: b.length + 1 }, (_, at) => at)];
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const isSame = a[i - 1] === b[j - 1];
      let least = Math.min((last[j] ?? 0) + 1, (row[j - 1] ?? 0) + 1, (last[j - 1] ?? 0) + (isSame ? 0 : 1));
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1);
      row.push(least);
    }
    [before, last] = [last, row];
  }
  return last[b.length] ?? 0;
}

const longest = 60;

/** The known word that was probably meant: a third of its letters may be wrong. Undefined: none is near. */
export function nearest(word: string, known: Iterable<string>): string | undefined {
  const meant = word.toLowerCase().slice(0, longest);
  let best: { name: string; distance: number } | undefined;
  for (const name of known) {
    const folded = name.toLowerCase();
    const isBeginning = meant.length >= 2 && (folded.startsWith(meant) || meant.startsWith(folded));
    const distance = isBeginning ? 0.5 : editDistance(meant, folded.slice(0, longest));
    const most = isBeginning ? 1 : Math.max(1, Math.floor(Math.max(meant.length, folded.length) / 3));
    if (distance <= most && distance < (best?.distance ?? Number.POSITIVE_INFINITY)) best = { name, distance };
  }
  return best?.name;
}
