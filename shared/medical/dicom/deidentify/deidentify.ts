import { groupOf, isUidOfStandard, pixelDataTag, tagName } from '../elements.ts';
import type { DicomElement, DicomFile, DicomItem } from '../elements.ts';
import { fromUtf8, withoutFiller } from '../utf8.ts';
import { bytesOf, codeItem, sequence, textElement, textOf } from '../values.ts';
import { basicProfile } from './basicProfile.ts';
import { dummyValue } from './dummyValue.ts';
import { identifyingWords } from './identifyingWords.ts';

export interface Deidentified {
  readonly elements: DicomItem;
  /** What was done to which element: never what stood in it. */
  readonly actions: readonly DoneAction[];
}

export interface DoneAction {
  /** `(0008,1140)[1](0008,1155)`: in the first item of a sequence. */
  readonly tag: string;
  /** Empty: it is in no table. */
  readonly keyword: string;
  /** As the profile has them; `X` also for private elements, curves and overlays, `Z` where a name was found in an element that may stay. */
  readonly action: 'X' | 'Z' | 'D' | 'U';
}

interface Ports {
  /** The same for the same UID. */
  readonly replaceUid: (uid: string) => string;
  /** Stands for the patient: the same in all files of one. */
  readonly pseudonym: string;
  /** Who did it, for the file. */
  readonly method: string;
  /** Text may be part of the picture: then the file does not say that nobody can be known from it. */
  readonly isBurnedIn: boolean;
}

const patientName = 0x00100010;
const patientId = 0x00100020;
/** Types in which people write; what has none may be one of them. */
const writtenVrs = new Set(['', 'AE', 'LO', 'LT', 'PN', 'SH', 'ST', 'UC', 'UN', 'UR', 'UT']);
/** Longer ones without a type are numbers or pixels. */
const mostLetters = 1_000_000;

/** Private groups have odd numbers; curves and overlays can be anything that somebody drew. Source: PS3.15, E.1.1. */
function isRemovedGroup(tag: number): boolean {
  const group = groupOf(tag);
  return group % 2 === 1 || (group >= 0x5000 && group <= 0x50ff) || (group >= 0x6000 && group <= 0x60ff);
}

/** Lengths of groups and padding: they say nothing, and would not be true any more. */
const isFiller = (tag: number): boolean => (tag & 0xffff) === 0 || tag === 0x00080001 || tag === 0xfffcfffc;

function createCleaner({ replaceUid, pseudonym }: Ports, words: (text: string) => boolean) {
  const actions: DoneAction[] = [];

  function uids(element: DicomElement): DicomElement {
    if (!(element.value instanceof Uint8Array)) return element;
    const text = withoutFiller(fromUtf8(element.value));
    const replaced = text.split('\\').map((uid) => (uid === '' || isUidOfStandard(uid) ? uid : replaceUid(uid)));
    return textElement(element.tag, element.vr, replaced.join('\\'));
  }

  function holdsWord({ vr, value, tag }: DicomElement): boolean {
    if (!(value instanceof Uint8Array) || value.length > mostLetters) return false;
    return writtenVrs.has(vr) && tag !== pixelDataTag && words(fromUtf8(value));
  }

  function clean(item: DicomItem, place: string): DicomElement[] {
    return item.flatMap((element): DicomElement[] => {
      const { tag, value } = element;
      if (isFiller(tag)) return [];
      const row = basicProfile.get(tag);
      const vr = element.vr === '' || element.vr === 'UN' ? (row?.vr ?? element.vr) : element.vr;
      const done = (action: DoneAction['action']): void =>
        void actions.push({ tag: `${place}${tagName(tag)}`, keyword: row?.keyword ?? '', action });
      if (isRemovedGroup(tag) || row?.action === 'X') {
        done('X');
        return [];
      }
      if (row?.action === 'Z' || row?.action === 'D') {
        done(row.action);
        if (tag === patientName || tag === patientId) return [textElement(tag, element.vr, pseudonym)];
        if (row.action === 'Z') return [{ tag, vr: element.vr, value: row.vr === 'SQ' ? [] : new Uint8Array() }];
        return [dummyValue(element, row.vr)];
      }
      if (!(value instanceof Uint8Array)) {
        const items = value.map((one, at) => clean(one, `${place}${tagName(tag)}[${at + 1}]`));
        return [{ ...element, value: items }];
      }
      const isUid = row?.action === 'U' || vr === 'UI';
      const kept = isUid ? uids(element) : element;
      if (kept !== element && row?.action === 'U') done('U');
      if (!isUid && (vr === 'PN' || holdsWord(element))) {
        done('Z');
        return [{ ...element, value: new Uint8Array() }];
      }
      return [kept];
    });
  }
  return { actions, clean };
}

/**
 * A dataset of which nothing tells whose it is: the Basic Application Level Confidentiality Profile, without options. Pixels are not
 * touched. Beyond the profile, every UID that is not the standard's is replaced, every name of a person is emptied, and so is an element that
 * may stay when a name or a number of the patient is found in it. Source: PS3.15, annex E.
 */
export function deidentify({ elements }: Pick<DicomFile, 'elements'>, ports: Ports): Deidentified {
  const { actions, clean } = createCleaner(ports, identifyingWords(elements));
  const kept = clean(elements, '').filter(({ tag }) => !ownTags.has(tag));
  const own: DicomElement[] = [
    textElement(0x00120062, 'CS', ports.isBurnedIn ? 'NO' : 'YES'),
    textElement(0x00120063, 'LO', ports.method),
    sequence(0x00120064, codeItem('113100', 'DCM', 'Basic Application Confidentiality Profile')),
    textElement(0x00280303, 'CS', 'REMOVED'),
  ];
  return { elements: [...kept, ...own].sort((a, b) => a.tag - b.tag), actions };
}

const ownTags: ReadonlySet<number> = new Set([0x00120062, 0x00120063, 0x00120064, 0x00280303]);

/** Overlays that hide in unused bits of the pixels, which are not touched: bits allocated, and no data of their own. Source: PS3.3, C.9.2. */
function hasOverlayInPixels(elements: DicomItem): boolean {
  return elements.some(
    ({ tag, value }) =>
      groupOf(tag) >= 0x6000 &&
      groupOf(tag) <= 0x60ff &&
      (tag & 0xffff) === 0x0010 &&
      value instanceof Uint8Array &&
      !bytesOf(elements, ((groupOf(tag) << 16) | 0x3000) >>> 0),
  );
}

const secondaryCapture = '1.2.840.10008.5.1.4.1.1.7';

/** Whether text about the patient may be part of the picture: said so, or not denied of pictures of screens and of ultrasound. */
export function mayBeBurnedIn({ elements }: Pick<DicomFile, 'elements'>): boolean {
  const said = textOf(elements, 0x00280301)?.toUpperCase();
  if (said === 'YES' || hasOverlayInPixels(elements)) return true;
  const isDrawn = textOf(elements, 0x00080016)?.startsWith(secondaryCapture) === true;
  return said !== 'NO' && (isDrawn || textOf(elements, 0x00080060) === 'US');
}
