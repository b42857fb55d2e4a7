import type { InferenceApi } from '#shared/contract/inferenceApi.ts';

type LoadedOn = Pick<InferenceApi['load']['output'], 'device' | 'fallback'>;

/** What runs a model and why, for people. @param threads of all processes together */
export function describeDevice({ device, fallback }: LoadedOn, threads: number): string {
  const used = device === 'cpu' ? `cpu (${threads} threads)` : device;
  return fallback === null ? used : `${used}; ${fallback}`;
}
