import type { FieldId } from './fieldRegistry.ts';
import { formatQuery } from './formatQuery.ts';
import { literalOf } from './globs.ts';
import { parseQuery } from './parseQuery.ts';
import type { QueryNode } from './queryNode.ts';

type Term = Extract<QueryNode, { kind: 'words' | 'ranges' }>;

/** The terms that must all fit. */
function conjuncts(text: string): readonly QueryNode[] {
  const parsed = parseQuery(text);
  if (!parsed.ok || parsed.node === null) return [];
  return parsed.node.kind === 'and' ? parsed.node.parts : [parsed.node];
}

/** The first term of a field that must fit; undefined when there is none, or the text is no query. */
export function findTerm(text: string, field: FieldId): Term | undefined {
  return conjuncts(text).find(
    (node): node is Term => (node.kind === 'words' || node.kind === 'ranges') && node.field === field,
  );
}

/** The one value that a field must have, as a facet shows it; null when there is none, several, or a pattern. */
export function valueOf(text: string, field: FieldId): string | null {
  const term = findTerm(text, field);
  if (term?.kind !== 'words' || term.words.length !== 1) return null;
  const [word] = term.words;
  return word ? literalOf(word.pattern) : null;
}

/**
 * The query with the terms of a field that must fit replaced by `term` (text of the query language), or taken away. Of a
 * text that is no query nothing is known: `term` is put behind it.
 */
export function replaceTerm(text: string, field: FieldId, term: string | null): string {
  const parsed = parseQuery(text);
  if (!parsed.ok) return term === null ? text : `${text.trimEnd()} ${term}`;
  const rest = conjuncts(text).filter((node) => !('field' in node) || node.field !== field);
  const parts = rest.map((node) =>
    node.kind === 'or' && (rest.length > 1 || term !== null) ? `(${formatQuery(node)})` : formatQuery(node),
  );
  return [...parts, ...(term === null ? [] : [term])].join(' ');
}
