/** Endings of files of labels, and of those that name the others of their folder. */
export const labelFileEndings = [
  ...(['json', 'jsonl', 'ndjson', 'xml', 'csv', 'tsv', 'txt'] as const),
  ...(['yaml', 'yml', 'data', 'names'] as const),
] as const;

/** Endings of tables of values. */
export const tableFileEndings = ['csv', 'tsv', 'txt'] as const;

const endsWithOneOf = (name: string, endings: readonly string[]): boolean =>
  endings.some((ending) => name.toLowerCase().endsWith(`.${ending}`));

export const isLabelFile = (name: string): boolean => endsWithOneOf(name, labelFileEndings);
export const isTableFile = (name: string): boolean => endsWithOneOf(name, tableFileEndings);
