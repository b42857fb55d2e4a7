import type { ModelCard } from '#shared/model/modelCard.ts';

interface Named {
  readonly name: string;
}

/** Names of outputs with what exporters hang on them left out: `scope/boxes:0` is `boxes`. */
const plain = (name: string): string => name.replace(/:\d+$/, '').replace(/^.*\//, '').toLowerCase();

/**
 * The outputs that play the parts of `roles`, each told by its name, or by the card's `tensors`; null where one is
 * missing.
 */
export function findOutputs<Role extends string, Output extends Named>(
  outputs: readonly Output[],
  roles: Readonly<Record<Role, readonly string[]>>,
  card?: Pick<ModelCard, 'output'>,
): Record<Role, Output> | null {
  const found: Partial<Record<Role, Output>> = {};
  for (const [role, names] of Object.entries(roles) as [Role, readonly string[]][]) {
    const said = card?.output.tensors?.[role];
    const output = outputs.find(({ name }) => (said === undefined ? names.includes(plain(name)) : name === said));
    if (!output) return null;
    found[role] = output;
  }
  return found as Record<Role, Output>;
}
