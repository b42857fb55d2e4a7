import type { DicomItem } from '../elements.ts';
import { fromUtf8, withoutFiller } from '../utf8.ts';
import { basicProfile } from './basicProfile.ts';

/** Numbers and addresses of a patient and an examination, and the institution's name. */
const identifying: ReadonlySet<number> = new Set([
  ...[0x00080050, 0x00080080, 0x00080081, 0x00081040, 0x00100020, 0x00101000, 0x00101001, 0x00101040, 0x00102154],
  ...[0x00101090, 0x00200010, 0x00380010, 0x00401001, 0x00402016, 0x00402017],
]);
/** A shorter one stands in many a text by chance. */
const fewestLetters = 4;

function* wordsIn(item: DicomItem): Generator<string> {
  for (const { tag, vr, value } of item) {
    if (!(value instanceof Uint8Array)) {
      for (const inner of value) yield* wordsIn(inner);
      continue;
    }
    const row = basicProfile.get(tag);
    const isName = vr === 'PN' || row?.vr === 'PN';
    if (!isName && !identifying.has(tag)) continue;
    const text = withoutFiller(fromUtf8(value));
    yield text;
    if (isName) yield* text.split(/[\^=\\ ]+/);
  }
}

/** Whether one of them stands in a text, as a word of its own and in any case. */
export function identifyingWords(elements: DicomItem): (text: string) => boolean {
  const words = new Set(
    [...wordsIn(elements)].map((word) => word.trim()).filter(({ length }) => length >= fewestLetters),
  );
  const patterns = [...words].map((word) => {
    const escaped = word.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');
    return new RegExp(`(?<![\\p{L}\\p{N}])${escaped}(?![\\p{L}\\p{N}])`, 'iu');
  });
  return (text) => patterns.some((pattern) => pattern.test(text));
}
