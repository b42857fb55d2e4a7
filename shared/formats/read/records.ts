import type { Place, RecordSink } from '../reader.ts';
import { asName, isFields } from './fields.ts';
import type { Fields } from './fields.ts';
import type { JsonPiece } from './jsonPieces.ts';

/** A part of a JSON file that has to be an object; null, and a problem, when it is none. */
export function recordOf({ value, wrong, place }: JsonPiece, sink: RecordSink): Fields | null {
  if (isFields(value)) return value;
  sink.problem({ ...place, code: 'record.unreadable', details: { reason: wrong ?? 'no object' } });
  return null;
}

/** A name or number that has to be there; null, and a problem, when it isn't. */
export function needName(fields: Fields, field: string, place: Place, sink: RecordSink): string | null {
  const name = asName(fields[field]);
  if (name === null) sink.problem({ ...place, code: 'record.missingField', details: { field } });
  return name;
}

/** Members of a list that are objects; others are left out. */
export const listOf = (value: unknown): readonly Fields[] => (Array.isArray(value) ? value.filter(isFields) : []);

/** Classes that a file names where it uses them: each is declared once, by its name. */
export function namedClasses(sink: RecordSink): (name: string) => string {
  const known = new Set<string>();
  return (name) => {
    if (!known.has(name)) sink.class({ ref: name, name });
    known.add(name);
    return name;
  };
}
