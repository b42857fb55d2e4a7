import { describe, expect, it } from 'vitest';
import type { AttributeDefinition } from '#shared/model/attributes.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { makeAnnotation } from '#tests/support/factories.ts';
import {
  definitionOf,
  draftOf,
  emptyDraft,
} from '../../../../../../renderer/views/Workbench/attributes/attributeDrafts.ts';
import {
  findUnanswered,
  listAttributeRows,
} from '../../../../../../renderer/views/Workbench/attributes/attributeRows.ts';

const grade: AttributeDefinition = {
  name: 'grade',
  kind: 'choice',
  options: ['low', 'high'],
  isRequired: true,
  default: null,
};
const note: AttributeDefinition = { name: 'note', kind: 'text', options: [], isRequired: false, default: null };
const classes = [
  { id: 1 as ClassId, name: 'cell', color: '0', position: 0, attributes: [grade, note] },
  { id: 2 as ClassId, name: 'nucleus', color: '1', position: 1, attributes: [note] },
  { id: 3 as ClassId, name: 'dust', color: '2', position: 2 },
];
const label = (classId: number, attributes?: Record<string, string | number | boolean>) =>
  makeAnnotation({ classId: classId as ClassId, ...(attributes ? { attributes } : {}) });

describe('the form of several objects', () => {
  it('asks what all their classes ask, and shows what differs as mixed', () => {
    const labels = [label(1, { grade: 'low', note: 'a' }), label(1, { grade: 'low', note: 'b' }), label(1)];
    const { rows, unshared } = listAttributeRows(labels, classes);
    expect(unshared).toBe(0);
    expect(rows.map(({ name, value, isMixed, isMissing }) => [name, value, isMixed, isMissing])).toEqual([
      ['grade', undefined, true, true],
      ['note', undefined, true, false],
    ]);
    const mixed = listAttributeRows([label(1, { note: 'a' }), label(2, { note: 'a' })], classes);
    expect(mixed.rows.map(({ name, value }) => [name, value])).toEqual([['note', 'a']]);
    expect(mixed.unshared).toBe(1);
  });

  it('keeps values that the class does not ask for, as belonging to those that have them', () => {
    const [odd, even] = [label(3, { grade: 'low' }), label(1, { grade: 'low' })];
    const { rows } = listAttributeRows([odd, even], classes);
    expect(rows).toMatchObject([{ name: 'grade', definition: null, ids: [odd.id], value: 'low' }]);
  });

  it('shows a value that the definition no longer allows as what it is, and as missing where one is required', () => {
    const { rows } = listAttributeRows([label(1, { grade: 'medium' })], classes);
    expect(rows[0]).toMatchObject({ value: 'medium', isUnfit: true, isMissing: true });
  });

  it('finds the first object that lacks something required', () => {
    const last = label(1, { note: 'x' });
    expect(findUnanswered([label(3), label(2), label(1, { grade: 'high' }), last], classes)).toMatchObject({
      label: last,
      labelClass: { name: 'cell' },
      names: ['grade'],
    });
    expect(findUnanswered([label(2)], classes)).toBeNull();
  });
});

describe('a definition that is being typed', () => {
  it('comes back as it was', () => {
    const all: AttributeDefinition[] = [
      grade,
      note,
      { ...grade, default: 'high' },
      { name: 'n', kind: 'number', options: [], isRequired: true, default: 1.5 },
      { name: 'c', kind: 'checkbox', options: [], isRequired: false, default: false },
    ];
    expect(all.map(draftOf).map(definitionOf)).toEqual(all);
  });

  it('is read as people write: spaces, empty lines, a decimal comma', () => {
    const draft = { ...emptyDraft(1), name: ' size ' };
    expect(definitionOf({ ...draft, kind: 'number', preset: '2,5' })).toMatchObject({ name: 'size', default: 2.5 });
    expect(definitionOf({ ...draft, kind: 'number', preset: 'two' }).default).toBe('two');
    expect(definitionOf({ ...draft, kind: 'choice', options: ' a \n\nb\n' }).options).toEqual(['a', 'b']);
    expect(definitionOf({ ...draft, kind: 'text', options: 'left over' }).options).toEqual([]);
  });
});
