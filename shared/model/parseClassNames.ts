const isText = (value: unknown): value is string | number => typeof value === 'string' || typeof value === 'number';

/** Of `{"0": "cat", "1": "dog"}`, by number; null: it isn't that. */
function byNumber(entries: readonly (readonly [string, unknown])[]): string[] | null {
  const numbered = entries.map(([key, name]) => [Number(key), name] as const).sort((a, b) => a[0] - b[0]);
  const isList = numbered.every(([number, name], at) => number === at && isText(name));
  return isList && numbered.length > 0 ? numbered.map(([, name]) => String(name)) : null;
}

function fromJson(value: unknown): string[] | null {
  if (Array.isArray(value)) return value.every(isText) ? value.map(String) : null;
  if (typeof value !== 'object' || value === null) return null;
  return byNumber(Object.entries(value)) ?? fromJson((value as { names?: unknown }).names);
}

const unquoted = (text: string): string => text.trim().replace(/^(["'])(.*)\1$/, '$2');

/** The part `names:` of a data.yaml: a list in brackets, lines with dashes, or lines with numbers. */
function fromYaml(text: string): string[] | null {
  const [, inLine = '', below = ''] =
    /^names:[ \t]*([^\r\n]*)\r?\n?((?:[ \t]*(?:-|\d+:)[^\r\n]*(?:\r?\n|$))*)/m.exec(text) ?? [];
  const bracketed = /^\[(.*)\]/.exec(inLine.trim());
  if (bracketed) return (bracketed[1] ?? '').split(',').map(unquoted).filter(Boolean);
  const rows = below.split(/\r?\n/).filter((row) => row.trim() !== '');
  if (rows.length === 0) return null;
  const dashed = rows.map((row) => /^\s*-\s*(.*)$/.exec(row)?.[1]);
  if (dashed.every((name) => name !== undefined)) return dashed.map(unquoted);
  return byNumber(rows.map((row) => [/^\s*(\d+):/.exec(row)?.[1] ?? 'x', unquoted(row.slice(row.indexOf(':') + 1))]));
}

/**
 * Class names as people keep them: one a line (`coco.names`, `labels.txt`), a JSON list, JSON by number, or the `names` of a
 * data.yaml as Ultralytics has it (docs.ultralytics.com, "Dataset YAML").
 */
export function parseClassNames(text: string): string[] {
  const plain = text.replace(/^\ufeff/, '');
  try {
    const names = fromJson(JSON.parse(plain));
    if (names) return names;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  const lines = plain.split(/\r?\n/).map((line) => line.trim());
  return fromYaml(plain) ?? lines.filter((line) => line !== '');
}
