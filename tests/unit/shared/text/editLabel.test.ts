import { expect, test } from 'vitest';
import { editLabel, translateEdit } from '#shared/text/editLabel.ts';
import type { EditKey } from '#shared/text/editLabel.ts';
import { edits as en } from '#shared/text/en/edits.ts';
import { fillIn } from '#shared/text/fillIn.ts';
import { edits as zh } from '#shared/text/zh/edits.ts';

const params = { name: 'side {of} it', count: '1,234', path: 'cam 2/a.jpg' };

test('every label of the journal is found again in another language, with what fills its blanks', () => {
  for (const key of Object.keys(en) as EditKey[]) {
    const label = editLabel(key, params);
    expect(translateEdit(label, en), key).toBe(label);
    expect(translateEdit(label, zh), key).toBe(fillIn(zh[key], params));
  }
});

test('a label that is not known is shown as it came', () => {
  expect(translateEdit('Grow a beard', zh)).toBe('Grow a beard');
});
