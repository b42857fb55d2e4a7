import { expect, test } from 'vitest';
import { parseClassNames } from '#shared/model/parseClassNames.ts';

test.each([
  ['one a line, with a mark of the byte order, spaces and empty lines', '\ufeffcat\r\n  dog \r\n\r\nred cell\n'],
  ['a JSON list', '["cat", "dog", "red cell"]'],
  ['JSON by number, in any order', '{"1": "dog", "0": "cat", "2": "red cell"}'],
  ['JSON with names', '{"nc": 3, "names": {"0": "cat", "1": "dog", "2": "red cell"}}'],
  ['YAML with a list in brackets', 'nc: 3\nnames: [cat, "dog", \'red cell\']\n'],
  ['YAML with dashes', 'path: x\nnames:\n  - cat\n  - dog\n  - red cell\ntrain: images\n'],
  ['YAML by number', 'train: images\nnames:\n  0: cat\n  1: dog\n  2: "red cell"\n'],
])('class names are read from %s', (_, text) => {
  expect(parseClassNames(text)).toEqual(['cat', 'dog', 'red cell']);
});

test('what only looks like JSON or YAML is taken line by line', () => {
  expect(parseClassNames('{cat}\n[dog]')).toEqual(['{cat}', '[dog]']);
  expect(parseClassNames('names: a class\nother')).toEqual(['names: a class', 'other']);
  expect(parseClassNames('')).toEqual([]);
});
