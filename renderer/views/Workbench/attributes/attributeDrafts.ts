import type { AttributeDefinition, AttributeKind, AttributeValue } from '#shared/model/attributes.ts';

/** A definition as it is being typed. */
export interface AttributeDraft {
  readonly key: number;
  name: string;
  kind: AttributeKind;
  /** One a line. */
  options: string;
  isRequired: boolean;
  /** Empty: none. Of a checkbox `true` or `false`. */
  preset: string;
}

export function draftOf(definition: AttributeDefinition, key: number): AttributeDraft {
  const { name, kind, options, isRequired, default: preset } = definition;
  return { key, name, kind, isRequired, options: options.join('\n'), preset: preset === null ? '' : String(preset) };
}

/** A new attribute begins as a text that may be left empty. */
export function emptyDraft(key: number): AttributeDraft {
  return { key, name: '', kind: 'text', options: '', isRequired: false, preset: '' };
}

export function optionsOf({ options }: Pick<AttributeDraft, 'options'>): string[] {
  return options.split('\n').flatMap((line) => line.trim() || []);
}

/** A number as people write it, with a point or a comma; null when it is none. */
export function parseNumber(text: string): number | null {
  const trimmed = text.trim().replace(',', '.');
  const number = Number(trimmed);
  return trimmed !== '' && Number.isFinite(number) ? number : null;
}

function presetOf({ kind, preset }: AttributeDraft): AttributeValue | null {
  const text = preset.trim();
  if (text === '') return null;
  if (kind === 'checkbox') return text === 'true';
  // What is no number stays the text that it is, and is refused as a default.
  return kind === 'number' ? (parseNumber(text) ?? text) : text;
}

export function definitionOf(draft: AttributeDraft): AttributeDefinition {
  const { name, kind, isRequired } = draft;
  const options = kind === 'choice' ? optionsOf(draft) : [];
  return { name: name.trim(), kind, options, isRequired, default: presetOf(draft) };
}
