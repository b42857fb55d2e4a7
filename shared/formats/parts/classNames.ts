import { assertExists } from '../../base/assert.ts';
import type { ClassId } from '../../model/ids.ts';
import type { LabelClass } from '../../model/labelClass.ts';

/** Names by id, of the classes of an export. */
export function classNames(classes: readonly LabelClass[]): (id: ClassId) => string {
  const names = new Map<ClassId, string>(classes.map(({ id, name }) => [id, name]));
  return (id) => assertExists(names.get(id), 'a label has a class of the project');
}

/** Numbers by id, in class order from `first` on. */
export function classNumbers(classes: readonly LabelClass[], first: 0 | 1): (id: ClassId) => number {
  const numbers = new Map<ClassId, number>(classes.map(({ id }, index) => [id, index + first]));
  return (id) => assertExists(numbers.get(id), 'a label has a class of the project');
}
