import { expect, test } from 'vitest';
import { openDicom } from '#pixels/dicom/openDicom.ts';
import { dicomBytes, syntaxes } from '#tests/support/dicomBytes.ts';
import type { DicomElement } from '#tests/support/dicomBytes.ts';

const identifying: readonly DicomElement[] = [
  [0x0008, 0x0020, 'DA', '20260203'],
  [0x0008, 0x0060, 'CS', 'CT'],
  [0x0008, 0x0070, 'LO', 'SIEMENS'],
  [0x0008, 0x0080, 'LO', 'St. Mary Hospital'],
  [0x0008, 0x0090, 'PN', 'House^Gregory'],
  [0x0008, 0x103e, 'LO', 'Chest of Jane Doe'],
  [0x0010, 0x0010, 'PN', 'Doe^Jane'],
  [0x0010, 0x0020, 'LO', '1234567'],
  [0x0018, 0x0015, 'CS', 'CHEST'],
  [0x0018, 0x0050, 'DS', '1.25'],
  [0x0018, 0x0060, 'DS', '120'],
  [0x0018, 0x1000, 'LO', '98765'],
  [0x0018, 0x5101, 'CS', 'AP'],
  [0x0028, 0x0002, 'US', { us: [1] }],
  [0x0028, 0x0004, 'CS', 'MONOCHROME2'],
  [0x0028, 0x0010, 'US', { us: [2] }],
  [0x0028, 0x0011, 'US', { us: [2] }],
  [0x0028, 0x0030, 'DS', '0.5\\0.25'],
  [0x0028, 0x0100, 'US', { us: [8] }],
  [0x0028, 0x0101, 'US', { us: [8] }],
  [0x0028, 0x0102, 'US', { us: [7] }],
  [0x0028, 0x0103, 'US', { us: [0] }],
  [0x7fe0, 0x0010, 'OW', new Uint8Array([1, 2, 3, 4])],
];
const replaced = (group: number, number: number, value: string): DicomElement[] =>
  identifying.map((one) => (one[0] === group && one[1] === number ? [group, number, one[2], value] : one));

test('of a DICOM file only the tags of the list become metadata: nothing of a person, a date or a place', () => {
  expect(openDicom(dicomBytes(syntaxes.explicit, identifying)).metadata(0)).toEqual([
    { key: 'dicom.modality', value: 'CT', number: null },
    { key: 'dicom.bodyPart', value: 'CHEST', number: null },
    { key: 'dicom.view', value: 'AP', number: null },
    { key: 'dicom.photometric', value: 'MONOCHROME2', number: null },
    { key: 'dicom.manufacturer', value: 'SIEMENS', number: null },
    { key: 'dicom.sliceThickness', value: '1.25', number: 1.25 },
    { key: 'dicom.kvp', value: '120', number: 120 },
    { key: 'dicom.pixelSpacing', value: '0.5 x 0.25', number: 0.5 },
  ]);
});

test('free text where a code or a maker belongs is left out', () => {
  const keysOf = (elements: readonly DicomElement[]): string[] =>
    openDicom(dicomBytes(syntaxes.explicit, elements))
      .metadata(0)
      .map(({ key }) => key);
  expect(keysOf(replaced(0x0018, 0x0015, 'chest; patient Doe^Jane'))).not.toContain('dicom.bodyPart');
  expect(keysOf(replaced(0x0018, 0x5101, 'AP of patient Jane'))).not.toContain('dicom.view');
  expect(keysOf(replaced(0x0008, 0x0070, 'ACME no 1234567'))).not.toContain('dicom.manufacturer');
  expect(keysOf(replaced(0x0018, 0x0060, 'Doe'))).not.toContain('dicom.kvp');
});
