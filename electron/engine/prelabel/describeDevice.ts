import type { DeviceChoice } from './chooseDevice.ts';

/** What runs a model and why, for people. @param threads of all processes together */
export function describeDevice({ device, notes }: DeviceChoice, threads: number): string {
  const used = device === 'cpu' ? `cpu (${threads} ${threads === 1 ? 'thread' : 'threads'})` : device;
  return [used, ...notes].join('; ');
}
