import { edits } from './en/edits.ts';
import { fillIn } from './fillIn.ts';

export type EditKey = keyof typeof edits;
type Params = Readonly<Record<string, string | number>>;

/** What an edit is called in the journal. */
export type EditLabel = string & { readonly __editLabel: never };

export const editLabel = (key: EditKey, params?: Params): EditLabel => fillIn(edits[key], params) as EditLabel;

const blank = /\{(\w+)\}/g;

/** Each template as an expression that finds what fills its blanks; those with fewer blanks come first. */
const patterns = Object.entries(edits)
  .map(([key, template]) => ({
    key: key as EditKey,
    blanks: [...template.matchAll(blank)].length,
    expression: new RegExp(`^${template.replace(blank, '(?<$1>.+)')}$`),
  }))
  .sort((a, b) => a.blanks - b.blanks || edits[b.key].length - edits[a.key].length);

/** A label of the journal as a language says it; one that isn't known, of a newer program or another, as it came. */
export function translateEdit(label: string, templates: Readonly<Record<EditKey, string>>): string {
  for (const { key, expression } of patterns) {
    const match = expression.exec(label);
    if (match) return fillIn(templates[key], match.groups);
  }
  return label;
}
