import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inflateRawSync } from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { createDeidentifier } from '#engine/datasets/medical/createDeidentifier.ts';
import { basicProfile } from '#shared/medical/dicom/deidentify/basicProfile.ts';
import { deflatedLittleEndian } from '#shared/medical/dicom/elements.ts';
import type { DicomFile, DicomItem } from '#shared/medical/dicom/elements.ts';
import { readDicomFile } from '#shared/medical/dicom/readElements.ts';
import { fromLatin1, withoutFiller } from '#shared/medical/dicom/utf8.ts';
import { bytesOf, itemsOf, textOf } from '#shared/medical/dicom/values.ts';
import { findPython } from '#tests/support/python.ts';
import { sharedData } from '#tests/support/sharedData.ts';

const folder = sharedData('medical/dicom');
const python = findPython('pydicom');
const files = folder ? readdirSync(folder).filter((name) => name.endsWith('.dcm')) : [];
const out = mkdtempSync(path.join(os.tmpdir(), 'firstpass-deidentify-'));
afterAll(() => rmSync(out, { recursive: true, force: true }));

const parse = (file: string): DicomFile =>
  readDicomFile(readFileSync(file), { inflate: (bytes) => inflateRawSync(bytes) });

/** All that is to be seen of a file: of a deflated one what is inside. */
function bytesIn(file: string): Buffer {
  const bytes = readFileSync(file);
  if (parse(file).transferSyntax !== deflatedLittleEndian) return bytes;
  const start = bytes.indexOf(deflatedLittleEndian) + deflatedLittleEndian.length;
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(JSON.stringify(texts(parse(file).elements)))]);
}

function* texts(item: DicomItem): Generator<{ tag: number; vr: string; text: string }> {
  for (const { tag, vr, value } of item) {
    if (value instanceof Uint8Array) yield { tag, vr, text: withoutFiller(fromLatin1(value)) };
    else for (const inner of value) yield* texts(inner);
  }
}

/** Values that tell who somebody is: texts, UIDs and dates of attributes that the profile doesn't keep. */
function identifying(elements: DicomItem): string[] {
  const values = [...texts(elements)].flatMap(({ tag, text }) => {
    const row = basicProfile.get(tag);
    const isText = row && /^(?:PN|LO|SH|ST|LT|UT|UI|AE)$/.test(row.vr);
    return isText && text.trim().length >= 5 && !text.startsWith('1.2.840.10008.') ? [text.trim()] : [];
  });
  return [...new Set(values)];
}

function copyOf(name: string, keepsBurnedIn = true): { copy: string | null; report: string[] } {
  const report: string[] = [];
  const one = mkdtempSync(path.join(out, 'one-'));
  const to = { out: one, appVersion: '1.2.3', keepsBurnedIn };
  const copy = createDeidentifier(to, (_, line) => void report.push(line)).copy(
    path.join(folder ?? '', name),
    'images',
  );
  return { copy: copy === null ? null : path.join(one, 'images', copy), report };
}

describe.skipIf(!folder)('copies of DICOM files', () => {
  test.each(files)('%s: nothing tells whose it is, and the pixels are the same bytes', (name) => {
    const before = parse(path.join(folder ?? '', name));
    const { copy, report } = copyOf(name);
    if (copy === null) throw new Error('it is copied');
    const after = parse(copy);
    expect(after.transferSyntax).toBe(before.transferSyntax);
    const pixels = ({ elements }: DicomFile): Buffer => Buffer.from(bytesOf(elements, 0x7fe00010) ?? []);
    expect(pixels(after).equals(pixels(before))).toBe(true);
    const bytes = bytesIn(copy);
    const values = identifying(before.elements);
    expect(values.length).toBeGreaterThan(2);
    // The pixels, which come last, are not looked at: by chance they may be anything.
    const start = pixels(after).length > 0 ? bytes.indexOf(pixels(after)) : -1;
    const seen = start > 0 ? bytes.subarray(0, start) : bytes;
    expect(values.filter((value) => seen.includes(Buffer.from(value, 'latin1')))).toEqual([]);
    const odd = [...texts(after.elements)].filter(({ tag }) => (tag >>> 16) % 2 === 1);
    expect(odd).toEqual([]);
    expect(textOf(itemsOf(after.elements, 0x00120064)[0], 0x00080100)).toBe('113100');
    expect(textOf(after.elements, 0x00120062)).toMatch(/^(?:YES|NO)$/);
    expect(values.filter((value) => report.join('').includes(value))).toEqual([]);
  });

  test('a patient keeps one name, and a UID stays one, in all files of an export; the next export has others', () => {
    const pairs = ['pydicom_MR_small.dcm', 'pydicom_MR_small_RLE.dcm'];
    const run = (): DicomItem[] => {
      const one = mkdtempSync(path.join(out, 'pair-'));
      const to = { out: one, appVersion: '1', keepsBurnedIn: false };
      const deidentifier = createDeidentifier(to, () => undefined);
      return pairs.map((name) => {
        const copy = deidentifier.copy(path.join(folder ?? '', name), 'images');
        return parse(path.join(one, 'images', copy ?? '')).elements;
      });
    };
    const [[a, b], [c]] = [run(), run()];
    for (const tag of [0x00100010, 0x00100020, 0x0020000d, 0x0020000e]) {
      expect(textOf(a, tag)).toBe(textOf(b, tag));
      expect(textOf(a, tag)).not.toBe(textOf(c, tag));
    }
    expect(textOf(a, 0x00100020)).toMatch(/^FP[0-9A-F]{12}$/);
    expect(textOf(a, 0x0020000d)).toMatch(/^2\.25\.\d{30,39}$/);
  });

  test('pictures that text may be part of are left out unless they are to be kept, and then nobody says that they are clean', () => {
    expect(copyOf('pydicom_US1_J2KR.dcm', false).copy).toBeNull();
    const { copy } = copyOf('pydicom_US1_J2KR.dcm', true);
    expect(textOf(parse(copy ?? '').elements, 0x00120062)).toBe('NO');
    expect(textOf(parse(copyOf('pydicom_CT_small.dcm', false).copy ?? '').elements, 0x00120062)).toBe('YES');
  });

  test('the report says what was done, element by element', () => {
    const { report } = copyOf('pydicom_CT_small.dcm');
    expect(report[0]).toBe('file,tag,keyword,action\n');
    expect(report).toContain('images/series-001/image-0001.dcm,"(0010,0010)",PatientName,Z\n');
    expect(report).toContain('images/series-001/image-0001.dcm,"(0020,000D)",StudyInstanceUID,U\n');
  });

  test.skipIf(!python)('pydicom reads every copy, and sees the same pixels', () => {
    const pairs = files.flatMap((name) => [path.join(folder ?? '', name), copyOf(name).copy ?? '']);
    const script = `
import sys, json, pydicom
found = {}
for before, after in zip(sys.argv[1::2], sys.argv[2::2]):
    a, b = pydicom.dcmread(before, force=True), pydicom.dcmread(after)
    str(b)
    same = 'none' if 'PixelData' not in a else bool(a.PixelData == b.PixelData and a.Rows == b.Rows and a.Columns == b.Columns)
    found[before.split('/')[-1]] = [same, str(b.PatientIdentityRemoved), str(b.get('PatientName', '')) == str(a.get('PatientName', '-'))]
print(json.dumps(found))`;
    const found = python?.(script, ...pairs) as Record<string, [boolean | 'none', string, boolean]>;
    expect(Object.keys(found)).toHaveLength(files.length);
    for (const [same, , isNamed] of Object.values(found)) {
      expect(same).not.toBe(false);
      expect(isNamed).toBe(false);
    }
  });
});
