import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ClassChoice } from '#shared/model/exportOptions.ts';
import type { ClassId } from '#shared/model/ids.ts';
import type { LabelClass } from '#shared/model/labelClass.ts';
import { planClasses } from '#shared/model/planClasses.ts';

const classes = (names: readonly string[], parts: Partial<Record<string, Partial<LabelClass>>> = {}): LabelClass[] =>
  names.map((name, at) => ({
    ...{ id: (at + 1) as ClassId, name, color: String(at), position: at },
    ...parts[name],
  }));

function plan(known: readonly LabelClass[], choice: Partial<ClassChoice>) {
  const planned = planClasses(known, { map: {}, ...choice });
  if (!planned.ok) return planned.problem;
  const { classes: written, writtenAs } = planned.value;
  return {
    header: written.map(({ id, name }) => [id, name]),
    as: Object.fromEntries(known.map(({ id, name }) => [name, writtenAs.get(id)?.name ?? null])),
  };
}

const four = classes(['car', 'person', 'truck', 'vehicle']);

test('merged classes are one class, in the order of the project; what is mapped to nothing is left out', () => {
  expect(plan(four.slice(0, 3), { map: { car: 'vehicle', truck: 'vehicle', person: null } })).toEqual({
    header: [[1, 'vehicle']],
    as: { car: 'vehicle', person: null, truck: 'vehicle' },
  });
  // A class of the project that keeps its name keeps its number.
  expect(plan(four, { map: { car: 'vehicle' } })).toEqual({
    header: [
      [2, 'person'],
      [3, 'truck'],
      [4, 'vehicle'],
    ],
    as: { car: 'vehicle', person: 'person', truck: 'truck', vehicle: 'vehicle' },
  });
  // One whose name is taken by others, and which has another one then, does not.
  expect(plan(four, { map: { car: 'vehicle', vehicle: 'car' }, only: ['car', 'vehicle'] })).toEqual({
    header: [
      [1, 'vehicle'],
      [4, 'car'],
    ],
    as: { car: 'vehicle', person: null, truck: null, vehicle: 'car' },
  });
});

test('a name that no class has is refused', () => {
  expect(plan(four, { map: { cat: 'dog' } })).toEqual({ kind: 'unknown', name: 'cat' });
  expect(plan(four, { only: ['car', 'Person'] })).toEqual({ kind: 'unknown', name: 'Person' });
  expect(plan(four, { map: { toString: 'dog' } })).toEqual({ kind: 'unknown', name: 'toString' });
});

const joint = (id: string) => ({ id, name: id, side: null, x: 0, y: 0 });

test('classes with different joints are not merged, those without take them', () => {
  const known = classes(['a', 'b', 'c'], {
    a: { skeleton: { joints: [joint('head')], edges: [] } },
    b: { skeleton: { joints: [joint('tail')], edges: [] } },
  });
  expect(plan(known, { map: { a: 'x', b: 'x' } })).toEqual({ kind: 'skeletons', name: 'x', a: 'a', b: 'b' });
  const merged = planClasses(known, { map: { c: 'a' } });
  expect(merged.ok && merged.value.classes.map(({ name, skeleton }) => [name, skeleton?.joints.length])).toEqual([
    ['a', 1],
    ['b', 1],
  ]);
});

test('attributes are joined by name; choices of one name have the options of all', () => {
  const choice = (name: string, options: string[]) => ({
    ...{ name, kind: 'choice' as const, options, isRequired: false, default: null },
  });
  const known = classes(['a', 'b'], {
    a: { attributes: [choice('grade', ['low'])] },
    b: { attributes: [choice('grade', ['high', 'low']), choice('side', ['l'])] },
  });
  const merged = planClasses(known, { map: { b: 'a' } });
  expect(merged.ok && merged.value.classes[0]?.attributes?.map(({ name, options }) => [name, options])).toEqual([
    ['grade', ['low', 'high']],
    ['side', ['l']],
  ]);
});

test('whatever is chosen, each label has one class of the header or none, and no number stands for two', () => {
  const names = ['a', 'b', 'c', 'd', 'e'];
  const target = fc.option(fc.constantFrom(...names, 'new', 'other'));
  fc.assert(
    fc.property(fc.dictionary(fc.constantFrom(...names), target), fc.option(fc.subarray(names)), (map, only) => {
      const known = classes(names);
      const planned = planClasses(known, { map, ...(only ? { only } : {}) });
      if (!planned.ok) throw new Error('nothing is wrong with it');
      const { classes: header, writtenAs } = planned.value;
      expect(new Set(header.map(({ id }) => id)).size).toBe(header.length);
      expect(new Set(header.map(({ name }) => name)).size).toBe(header.length);
      expect(header.map(({ id }) => id)).toEqual(header.map(({ id }) => id).sort((a, b) => a - b));
      for (const { id, name } of known) {
        const isLeftOut = (only && !only.includes(name)) || (Object.hasOwn(map, name) && map[name] === null);
        const as = writtenAs.get(id);
        expect(as?.name ?? null).toBe(isLeftOut ? null : (map[name] ?? name));
        if (as) expect(header).toContain(as);
      }
    }),
  );
});
