import { expect, test } from 'vitest';
import { basicProfile } from '#shared/medical/dicom/deidentify/basicProfile.ts';
import { deidentify, mayBeBurnedIn } from '#shared/medical/dicom/deidentify/deidentify.ts';
import { DicomError } from '#shared/medical/dicom/elements.ts';
import type { DicomElement, DicomItem } from '#shared/medical/dicom/elements.ts';
import { readDicomFile } from '#shared/medical/dicom/readElements.ts';
import { codeItem, find, itemsOf, sequence, textElement, textOf } from '#shared/medical/dicom/values.ts';
import { writeElements, writeFileHead } from '#shared/medical/dicom/writeElements.ts';
import { createRandom, mutate } from '#tests/support/mutate.ts';

const explicit = { isLittleEndian: true, isExplicit: true };
const ports = {
  replaceUid: (uid: string): string => `2.25.${uid.length}`,
  ...{ pseudonym: 'FP1', method: 'test', isBurnedIn: false },
};

const image: DicomItem = [
  textElement(0x00080016, 'UI', '1.2.840.10008.5.1.4.1.1.2'),
  textElement(0x00080018, 'UI', '1.2.3.4.5'),
  textElement(0x00080020, 'DA', '20240131'),
  textElement(0x00080060, 'CS', 'CT'),
  sequence(0x00081140, [textElement(0x00081155, 'UI', '9.8.7'), textElement(0x00091010, 'LO', 'secret')]),
  textElement(0x00100010, 'PN', 'Mueller^Hans-Peter'),
  textElement(0x00100020, 'LO', 'X-4711'),
  textElement(0x00180015, 'CS', 'HEAD'),
  textElement(0x00181020, 'LO', 'scanner 3 of mueller'),
  textElement(0x00189004, 'CS', 'PRODUCT'),
  textElement(0x00291010, 'LT', 'Mueller'),
  textElement(0x50001001, 'LO', 'curve'),
  textElement(0x60004000, 'LT', 'overlay'),
];

test('each element is kept, emptied, replaced or removed, also in sequences, and the report says no value', () => {
  const { elements, actions } = deidentify({ elements: image }, ports);
  const shown = Object.fromEntries(
    elements.flatMap(({ tag, value }) => (value instanceof Uint8Array ? [[tag, textOf(elements, tag) ?? '']] : [])),
  );
  expect(shown).toEqual({
    [0x00080016]: '1.2.840.10008.5.1.4.1.1.2',
    [0x00080018]: '2.25.9',
    [0x00080020]: '',
    [0x00080060]: 'CT',
    [0x00100010]: 'FP1',
    [0x00100020]: 'FP1',
    [0x00120062]: 'YES',
    [0x00120063]: 'test',
    [0x00180015]: 'HEAD',
    [0x00181020]: '',
    [0x00189004]: 'PRODUCT',
    [0x00280303]: 'REMOVED',
  });
  expect(itemsOf(elements, 0x00081140)).toEqual([[textElement(0x00081155, 'UI', '2.25.5')]]);
  expect(elements.map(({ tag }) => tag)).toEqual(elements.map(({ tag }) => tag).sort((a, b) => a - b));
  expect(actions).toContainEqual({ tag: '(0008,1140)[1](0009,1010)', keyword: '', action: 'X' });
  expect(actions).toContainEqual({ tag: '(0018,1020)', keyword: '', action: 'Z' });
  expect(JSON.stringify(actions)).not.toMatch(/Mueller|4711|9\.8\.7/i);
});

test('the table is the one of the standard, as far as some rows and their number tell', () => {
  expect(basicProfile.size).toBe(615);
  const of = (tag: number): string => Object.values(basicProfile.get(tag) ?? {}).join(' ');
  expect(of(0x00100010)).toBe('PN Z PatientName');
  expect(of(0x00100030)).toBe('DA Z PatientBirthDate');
  expect(of(0x0020000d)).toBe('UI U StudyInstanceUID');
  expect(of(0x00080080)).toBe('LO D InstitutionName');
  expect(of(0x00104000)).toBe('LT X PatientComments');
  expect(of(0x00082112)).toBe('SQ U* SourceImageSequence');
});

test('text that may be in a picture, and overlays in its unused bits', () => {
  const of = (...more: DicomElement[]): boolean => mayBeBurnedIn({ elements: [...image, ...more] });
  expect(of()).toBe(false);
  expect(of(textElement(0x00280301, 'CS', 'YES'))).toBe(true);
  expect(mayBeBurnedIn({ elements: [textElement(0x00080060, 'CS', 'US')] })).toBe(true);
  expect(mayBeBurnedIn({ elements: [textElement(0x00080060, 'CS', 'US'), textElement(0x00280301, 'CS', 'NO')] })).toBe(
    false,
  );
  expect(of(textElement(0x60020010, 'US', 'ab'))).toBe(true);
  expect(of(textElement(0x60020010, 'US', 'ab'), textElement(0x60023000, 'OW', 'ab'))).toBe(false);
});

const about = { sopClass: '1.2', sopInstance: '1.2.3' };

test.each([
  ['1.2.840.10008.1.2', { isLittleEndian: true, isExplicit: false }],
  ['1.2.840.10008.1.2.1', explicit],
  ['1.2.840.10008.1.2.2', { isLittleEndian: false, isExplicit: true }],
])('%s: what is written is read', (transferSyntax, coding) => {
  const pixels: DicomElement = { tag: 0x7fe00010, vr: 'OB', value: Uint8Array.of(1, 2, 3, 4) };
  const nested = [sequence(0x00081140, codeItem('a', 'b', 'ä 细胞'), []), ...image.slice(5, 6), pixels];
  const bytes = Buffer.concat([...writeFileHead({ ...about, transferSyntax }), ...writeElements(nested, coding)]);
  const read = readDicomFile(bytes);
  expect(read.transferSyntax).toBe(transferSyntax);
  expect(textOf(itemsOf(read.elements, 0x00081140)[0], 0x00080104)).toBe('ä 细胞');
  expect(itemsOf(read.elements, 0x00081140)).toHaveLength(2);
  expect([...(find(read.elements, 0x7fe00010)?.value as Uint8Array)]).toEqual([1, 2, 3, 4]);
  // Filled up with zeros, as some programs do.
  expect(readDicomFile(Buffer.concat([bytes, Buffer.alloc(100)])).elements).toHaveLength(3);
});

test('five thousand damaged files are read or refused, never more', () => {
  const random = createRandom(7);
  const bytes = Buffer.concat([
    ...writeFileHead({ ...about, transferSyntax: '1.2.840.10008.1.2.1' }),
    ...writeElements(image, explicit),
  ]);
  let read = 0;
  for (let run = 0; run < 5000; run += 1)
    try {
      deidentify(readDicomFile(mutate(bytes, random)), ports);
      read += 1;
    } catch (error) {
      expect(error).toBeInstanceOf(DicomError);
    }
  expect(read).toBeGreaterThan(500);
  expect(read).toBeLessThan(4900);
});

test('sequences that lie too deep in each other are refused', () => {
  let item: DicomItem = [textElement(0x00080060, 'CS', 'CT')];
  for (let depth = 0; depth < 100; depth += 1) item = [sequence(0x00081140, item)];
  const bytes = Buffer.concat([
    ...writeFileHead({ ...about, transferSyntax: '1.2.840.10008.1.2.1' }),
    ...writeElements(item, explicit),
  ]);
  expect(() => readDicomFile(bytes)).toThrow(DicomError);
});

test('a value of a million zeros takes no time', () => {
  const filled = { tag: 0x00081155, vr: 'UI', value: Buffer.concat([Buffer.alloc(1_000_000), Buffer.from('x')]) };
  const name = { tag: 0x00100010, vr: 'PN', value: filled.value };
  const { elements } = deidentify({ elements: [filled, name] }, ports);
  expect(textOf(elements, 0x00100010)).toBe('FP1');
});
