import { describe, expect, it } from 'vitest';
import { setAttribute } from '#shared/actions/setAttribute.ts';
import { relabel } from '#shared/actions/updateAnnotations.ts';
import { replaceShape } from '#shared/actions/replaceShape.ts';
import { acceptProposal, acceptRest } from '#shared/actions/decide.ts';
import { addAnnotation } from '#shared/actions/addAnnotation.ts';
import { applyChange } from '#shared/change/applyChange.ts';
import { invertChange } from '#shared/change/invertChange.ts';
import { isEmptyChange } from '#shared/change/emptyChange.ts';
import { defaultValues, findDefinitionFault, fitsAttribute, missingAttributes } from '#shared/model/attributes.ts';
import type { AttributeDefinition } from '#shared/model/attributes.ts';
import type { ClassId } from '#shared/model/ids.ts';
import { makeAnnotation, makeDocument, makeId, makeItem, makePrediction } from '#tests/support/factories.ts';

const define = (part: Partial<AttributeDefinition>): AttributeDefinition => ({
  name: 'stain',
  kind: 'text',
  options: [],
  isRequired: false,
  default: null,
  ...part,
});

describe('definitions', () => {
  it('say which values they allow', () => {
    const choice = define({ kind: 'choice', options: ['a', 'b'] });
    expect(['a', 'c', 1, true].map((value) => fitsAttribute(choice, value))).toEqual([true, false, false, false]);
    expect(['a', 1, true].map((value) => fitsAttribute(define({}), value))).toEqual([true, false, false]);
    expect(['1', 1].map((value) => fitsAttribute(define({ kind: 'number' }), value))).toEqual([false, true]);
    expect(['', false].map((value) => fitsAttribute(define({ kind: 'checkbox' }), value))).toEqual([false, true]);
  });

  it('are refused with the place and the reason', () => {
    const fault = (...parts: Partial<AttributeDefinition>[]): unknown => findDefinitionFault(parts.map(define));
    expect(fault({}, { name: 'b' })).toBeNull();
    expect(fault({}, { name: ' ' })).toEqual({ at: 1, fault: 'noName' });
    expect(fault({}, {})).toEqual({ at: 1, fault: 'nameTwice' });
    expect(fault({ kind: 'choice' })).toEqual({ at: 0, fault: 'noOptions' });
    expect(fault({ kind: 'choice', options: ['a', 'a'] })).toEqual({ at: 0, fault: 'optionTwice' });
    expect(fault({ kind: 'choice', options: ['a'], default: 'b' })).toEqual({ at: 0, fault: 'badDefault' });
  });

  it('give new objects their defaults, and name what is required and missing or no longer allowed', () => {
    const definitions = [
      define({ name: 'grade', kind: 'choice', options: ['1', '2'], isRequired: true }),
      define({ name: 'touching', kind: 'checkbox', isRequired: true, default: false }),
      define({ name: 'note' }),
    ];
    expect(defaultValues(definitions)).toEqual({ touching: false });
    expect(defaultValues([define({})])).toBeUndefined();
    expect(missingAttributes(definitions, { touching: false })).toEqual(['grade']);
    expect(missingAttributes(definitions, { grade: '3', touching: true })).toEqual(['grade']);
    expect(missingAttributes(definitions, { grade: '2' })).toEqual(['touching']);
    expect(missingAttributes(undefined, undefined)).toEqual([]);
  });
});

describe('values of objects', () => {
  const [one, other] = [makeAnnotation({ attributes: { grade: '1' } }), makeAnnotation()];
  const document = makeDocument({ item: makeItem({ stage: 'in progress' }), annotations: [one, other] });

  it('are set on several at once, taken away, and put back by the inverse', () => {
    const change = setAttribute(document, [one.id, other.id], 'grade', '2');
    const after = applyChange(document, change);
    expect(after.annotations.map(({ attributes }) => attributes)).toEqual([{ grade: '2' }, { grade: '2' }]);
    expect(applyChange(after, invertChange(change))).toEqual(document);
    const without = applyChange(document, setAttribute(document, [one.id], 'grade', null));
    expect(without.annotations[0]).not.toHaveProperty('attributes');
    expect(isEmptyChange(setAttribute(document, [one.id], 'grade', '1'))).toBe(true);
  });

  it('do not make an accepted proposal a corrected one', () => {
    const proposal = makePrediction();
    const open = makeDocument({ predictions: [proposal] });
    const input = { classId: 1 as ClassId, newId: makeId, durationMs: 1, defaultsOf: () => ({ grade: '1' }) };
    const accepted = applyChange(open, acceptProposal(open, proposal, input));
    expect(accepted.annotations[0]?.attributes).toEqual({ grade: '1' });
    const id = accepted.annotations[0]!.id;
    const after = applyChange(accepted, setAttribute(accepted, [id], 'grade', '2'));
    expect(after.decisions[0]?.kind).toBe('accepted');
  });

  it('come to all that is accepted at once, also when the image is not finished by it', () => {
    const open = makeDocument({ predictions: [makePrediction()] });
    const input = { newId: makeId, durationMs: 1, defaultsOf: () => ({ grade: '1' }), isDone: false };
    const after = applyChange(open, acceptRest(open, input));
    expect([after.item.stage, after.annotations[0]?.attributes]).toEqual(['in progress', { grade: '1' }]);
  });

  it('stay through another class, cuts and merges', () => {
    const relabeled = applyChange(document, relabel(document, [one.id], 2 as ClassId, { grade: '9', size: 3 }));
    expect(relabeled.annotations[0]?.attributes).toEqual({ grade: '1', size: 3 });
    const box = { kind: 'box', box: [0, 0, 1, 1] } as const;
    const cut = applyChange(document, replaceShape(document, one.id, [box, box], { newId: makeId }));
    expect(cut.annotations.map(({ attributes }) => attributes)).toEqual([{ grade: '1' }, undefined, { grade: '1' }]);
    const options = { newId: makeId, swallowed: [one.id], attributes: { grade: '1' } };
    const merged = applyChange(document, replaceShape(document, other.id, [box], options));
    expect(merged.annotations).toMatchObject([{ id: other.id, attributes: { grade: '1' } }]);
  });

  it('are drawn along with a copy', () => {
    const drawn = { id: makeId() as typeof one.id, classId: one.classId, shape: one.shape, attributes: { grade: '1' } };
    expect(addAnnotation(document, drawn).annotations.added[0]?.attributes).toEqual({ grade: '1' });
  });
});
