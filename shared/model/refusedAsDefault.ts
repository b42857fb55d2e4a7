import type { ModelCard } from './modelCard.ts';

/** What a quantized model may lose against its float model before it is refused as default: a share. */
export const lossAtMost = 0.02;

const refused = 'refused as default';

/** What the card of a quantized model says of it. @param loss 0..1 */
export const verdictOn = (loss: number): string =>
  loss > lossAtMost ? `${refused}: it loses more than ${lossAtMost * 100} %` : 'good';

/** The card says that the model loses too much to be anyone's choice by itself; a person may choose it. */
export function isRefusedAsDefault({ evaluation }: Pick<ModelCard, 'evaluation'>): boolean {
  const verdict = evaluation?.['verdict'];
  return typeof verdict === 'string' && verdict.startsWith(refused);
}

/** The loss that the card says, 0..1; null where it says none. */
export function lossOf({ evaluation }: Pick<ModelCard, 'evaluation'>): number | null {
  const loss = evaluation?.['loss'];
  return typeof loss === 'number' ? loss : null;
}

/** The one that was added last, of those that may be taken without a person's choice. */
export function defaultModel<Model extends { readonly card: Pick<ModelCard, 'evaluation'> }>(
  models: readonly Model[],
): Model | undefined {
  return models.findLast(({ card }) => !isRefusedAsDefault(card));
}
