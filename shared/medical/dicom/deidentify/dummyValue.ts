import type { DicomElement } from '../elements.ts';
import { textElement } from '../values.ts';

/** Values of their type that say nothing. Source: PS3.5, 6.2. */
const texts: Readonly<Record<string, string>> = {
  AE: 'ANON',
  AS: '000Y',
  CS: 'ANON',
  DA: '19000101',
  DS: '0',
  DT: '19000101000000',
  IS: '0',
  LO: 'ANON',
  LT: 'ANON',
  PN: 'ANON',
  SH: 'ANON',
  ST: 'ANON',
  TM: '000000',
  UC: 'ANON',
  UI: '2.25.0',
  UR: 'about:blank',
  UT: 'ANON',
};

/** The element with a value in place of its own that says nothing. */
export function dummyValue({ tag, vr }: DicomElement, typeOfTable: string): DicomElement {
  if (typeOfTable === 'SQ') return { tag, vr, value: [[]] };
  const text = texts[typeOfTable];
  return text === undefined ? { tag, vr, value: new Uint8Array(8) } : textElement(tag, vr, text);
}
