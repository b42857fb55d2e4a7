import { z } from 'zod';

export const attributeKinds = ['text', 'number', 'choice', 'checkbox'] as const;
export type AttributeKind = (typeof attributeKinds)[number];

export const attributeValueSchema = z.union([z.string().max(10_000), z.number(), z.boolean()]);
export type AttributeValue = z.infer<typeof attributeValueSchema>;

const nameSchema = z.string().trim().min(1).max(100);

/** The values of one annotation by the name of the attribute. Any name and any value: definitions change, values are kept. */
export const attributeValuesSchema = z.record(z.string().min(1).max(100), attributeValueSchema).readonly();
export type AttributeValues = z.infer<typeof attributeValuesSchema>;

/** What a class asks of each of its objects. */
export const attributeDefinitionSchema = z
  .object({
    name: nameSchema,
    kind: z.enum(attributeKinds),
    /** Of a choice; empty for the other kinds. */
    options: z.array(z.string().trim().min(1).max(200)).max(1000).readonly(),
    isRequired: z.boolean(),
    /** What a new object has; null: nothing. */
    default: attributeValueSchema.nullable(),
  })
  .readonly();
export type AttributeDefinition = z.infer<typeof attributeDefinitionSchema>;

/** Whether a value is one that the definition allows. */
export function fitsAttribute({ kind, options }: AttributeDefinition, value: AttributeValue): boolean {
  if (kind === 'choice') return typeof value === 'string' && options.includes(value);
  if (kind === 'checkbox') return typeof value === 'boolean';
  return typeof value === (kind === 'number' ? 'number' : 'string');
}

export type DefinitionFault = 'noName' | 'nameTwice' | 'noOptions' | 'optionTwice' | 'badDefault';

/** The first thing that is wrong with the attributes of a class, or null. */
export function findDefinitionFault(
  definitions: readonly AttributeDefinition[],
): { readonly at: number; readonly fault: DefinitionFault } | null {
  const names = new Set<string>();
  for (const [at, definition] of definitions.entries()) {
    const { name, kind, options, default: preset } = definition;
    if (name.trim() === '') return { at, fault: 'noName' };
    if (names.has(name.trim())) return { at, fault: 'nameTwice' };
    names.add(name.trim());
    if (kind === 'choice' && options.length === 0) return { at, fault: 'noOptions' };
    if (new Set(options).size < options.length) return { at, fault: 'optionTwice' };
    if (preset !== null && !fitsAttribute(definition, preset)) return { at, fault: 'badDefault' };
  }
  return null;
}

/** What a new object of the class has; undefined: nothing, as with every object before there were attributes. */
export function defaultValues(definitions: readonly AttributeDefinition[] | undefined): AttributeValues | undefined {
  const presets = (definitions ?? []).flatMap(({ name, default: preset }) =>
    preset === null ? [] : [[name, preset] as const],
  );
  return presets.length > 0 ? Object.fromEntries(presets) : undefined;
}

/** The names of what is required and isn't there, or is there with a value that is not allowed. */
export function missingAttributes(
  definitions: readonly AttributeDefinition[] | undefined,
  values: AttributeValues | undefined,
): string[] {
  return (definitions ?? []).flatMap((definition) => {
    const value = values?.[definition.name];
    const isAnswered = value !== undefined && value !== '' && fitsAttribute(definition, value);
    return definition.isRequired && !isAnswered ? [definition.name] : [];
  });
}
