import { expect, test } from 'vitest';
import { childOf, textIn, xmlElements } from '#shared/formats/read/xmlElements.ts';
import { BrokenFile } from '#shared/formats/reader.ts';
import { memoryTree } from '#tests/support/readRecords.ts';

const read = (xml: string, piece = 1 << 20) => [
  ...xmlElements(memoryTree({ 'a.xml': xml }, piece), 'a.xml', (names) => names.join('/') === 'set/image'),
];
const problemOf = (xml: string): unknown => {
  try {
    read(xml);
  } catch (error) {
    if (error instanceof BrokenFile) return error.problem;
    throw error;
  }
  return null;
};

test('wanted elements come whole, wherever the file is cut into pieces', () => {
  const xml = `<?xml version="1.0"?>\n<set><meta><image>no</image></meta>\n<image id="1" name="a &amp; b"><box><x>1</x> <x>2</x></box>&#x4e2d;<![CDATA[<>]]></image>\n<image/></set>`;
  for (const piece of [1, 5, 1000]) {
    const [first, second, ...rest] = read(xml, piece);
    expect(rest).toEqual([]);
    expect([...(first?.attributes ?? [])]).toEqual([
      ['id', '1'],
      ['name', 'a & b'],
    ]);
    expect(first?.text).toBe('中<>');
    expect(first?.place.line).toBe(3);
    expect(first && childOf(first, 'box')?.children.map(({ text }) => text)).toEqual(['1', '2']);
    expect(second && textIn(second, 'x')).toBe('');
  }
});

test('entities of the file itself are refused, so that no bomb goes off', () => {
  const bomb = `<?xml version="1.0"?><!DOCTYPE set [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><set><image>&b;</image></set>`;
  expect(problemOf(bomb)).toMatchObject({ code: 'file.notXml', path: 'a.xml', line: 1 });
  const outside = `<!DOCTYPE set [<!ENTITY f SYSTEM "file:///etc/passwd">]><set><image>&f;</image></set>`;
  expect(problemOf(outside)).toMatchObject({ code: 'file.notXml' });
});

test('what is no XML, or ends in the middle, says where', () => {
  expect(problemOf('<set>\n<image></set>')).toMatchObject({ code: 'file.notXml', line: 2 });
  expect(problemOf('<set>\n<image>')).toMatchObject({ code: 'file.cutOff', line: 2 });
  expect(problemOf('<a>'.repeat(300))).toMatchObject({ code: 'file.notXml' });
});
