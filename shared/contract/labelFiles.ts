/** Endings of files of labels, and of those that name the others of their folder. */
export const labelFileEndings = [
  ...(['json', 'jsonl', 'ndjson', 'xml', 'csv', 'tsv', 'txt'] as const),
  ...(['yaml', 'yml', 'data', 'names'] as const),
] as const;

export const isLabelFile = (name: string): boolean =>
  labelFileEndings.some((ending) => name.toLowerCase().endsWith(`.${ending}`));
