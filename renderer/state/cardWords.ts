import { isFields } from '#shared/formats/read/fields.ts';
import type { RendererHost } from '../host/RendererHost.ts';

/** What a person said about a data set, to be said again with its next export. */
export interface CardWords {
  readonly licence: string;
  readonly source: string;
}

const key = 'datasetCards';
/** Of so many projects the words are remembered. */
const projectsAtMost = 50;

const readText = (value: unknown): string => (typeof value === 'string' ? value : '');

async function loadAll(host: RendererHost): Promise<Record<string, CardWords>> {
  const stored = (await host.call('settings.get', {}))[key];
  if (!isFields(stored)) return {};
  const words = Object.entries(stored).flatMap(([project, value]) =>
    isFields(value) ? [[project, { licence: readText(value.licence), source: readText(value.source) }] as const] : [],
  );
  return Object.fromEntries(words);
}

export async function loadCardWords(host: RendererHost, project: string): Promise<CardWords> {
  return (await loadAll(host))[project] ?? { licence: '', source: '' };
}

/** The project that was exported last is the last to be forgotten. */
export async function keepCardWords(host: RendererHost, project: string, words: CardWords): Promise<void> {
  const { [project]: _, ...others } = await loadAll(host);
  const kept = [...Object.entries(others), [project, words] as const].slice(-projectsAtMost);
  await host.call('settings.set', { key, value: Object.fromEntries(kept.map(([name, said]) => [name, { ...said }])) });
}
