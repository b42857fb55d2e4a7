import { foldCase, globExpression, literalOf } from './globs.ts';
import { nearest } from './nearest.ts';
import type { QueryNode, Word } from './queryNode.ts';
import type { QueryProblem } from './queryProblem.ts';

/** Those that a word means, whatever the case of their letters. Of hierarchical names also what lies below. */
export function matchNames(words: readonly Word[], names: readonly string[]): string[] {
  const expressions = words.map(({ pattern }) => globExpression(pattern, false));
  return names.filter((name) => {
    const folded = foldCase(name);
    return expressions.some((expression) => {
      for (let end = folded.length; end > 0; end = folded.lastIndexOf('/', end - 1))
        if (expression.test(folded.slice(0, end))) return true;
      return false;
    });
  });
}

const mostNamed = 30;

/** The first word that means no class: misspelled, it would find nothing, and say nothing. Patterns may find nothing. */
export function findStrayClass(words: readonly Word[], classes: readonly string[]): QueryProblem | null {
  const stray = words.find(
    (word) => !word.isNone && literalOf(word.pattern) !== null && matchNames([word], classes).length === 0,
  );
  if (!stray) return null;
  const { position, length, pattern } = stray;
  const value = literalOf(pattern) ?? pattern;
  const suggestion = nearest(value, classes);
  const details = { field: 'class', value, possible: classes.slice(0, mostNamed).join(', ') };
  if (suggestion === undefined) return { code: 'query.unknownValue', position, length, details };
  return { code: 'query.misspelledValue', position, length, details: { ...details, suggestion } };
}

/** What is wrong with a query in a project with these classes; null: nothing. */
export function checkClasses(node: QueryNode | null, classes: readonly string[]): QueryProblem | null {
  if (node === null) return null;
  if (node.kind === 'words') return node.field === 'class' ? findStrayClass(node.words, classes) : null;
  if (node.kind === 'not') return checkClasses(node.part, classes);
  if (node.kind !== 'and' && node.kind !== 'or') return null;
  for (const part of node.parts) {
    const problem = checkClasses(part, classes);
    if (problem) return problem;
  }
  return null;
}
