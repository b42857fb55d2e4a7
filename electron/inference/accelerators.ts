import { createRequire } from 'node:module';
import path from 'node:path';
import * as ort from 'onnxruntime-node';
import type { AcceleratorState, DevicePiece } from '#shared/contract/inferenceApi.ts';
import type { Accelerator } from '#shared/model/run.ts';
import { findLibrary, systemPlaces } from './findLibrary.ts';
import { listCudaPieces } from './listCudaPieces.ts';

/** The runtime's names. */
export const providers: Readonly<Record<Accelerator, string>> = {
  cuda: 'cuda',
  webgpu: 'webgpu',
  directml: 'dml',
  coreml: 'coreml',
};
/** What is likely the fastest comes first, on each system. */
const order: readonly Accelerator[] = ['cuda', 'directml', 'coreml', 'webgpu'];

/** Where the runtime looks for what is not bundled with it. */
export const providerFolder = path.join(
  path.dirname(createRequire(import.meta.url).resolve('onnxruntime-node/package.json')),
  ...['bin', 'napi-v6', process.platform, process.arch],
);

/** Looked for before the runtime tries: it complains loudly about what is not there. */
function listPieces(device: Accelerator): DevicePiece[] {
  if (process.platform !== 'linux') return [];
  // The provider looks for libraries beside itself as well.
  const places = systemPlaces([providerFolder]);
  if (device === 'cuda') return listCudaPieces(providerFolder, places);
  const vulkan = 'libvulkan.so.1';
  return device === 'webgpu' ? [{ name: vulkan, file: findLibrary(vulkan, places) }] : [];
}

/** In a few words; `firstpass doctor` names them all. */
function sayAbsent(names: readonly string[]): string {
  const [first = '', second] = names;
  if (second === undefined) return `${first} is not installed`;
  if (names.length === 2) return `${first} and ${second} are not installed`;
  return `${first} and ${names.length - 1} more libraries are not installed`;
}

/** Whether this installation has a provider, and what it needs. */
export function stateOf(device: Accelerator): AcceleratorState {
  const found = ort.listSupportedBackends().find(({ name }) => name === providers[device]);
  if (!found) return { device, missing: 'this build of the runtime does not have it', never: true, pieces: [] };
  const pieces = listPieces(device);
  const absent = pieces.filter(({ file }) => file === null).map(({ name }) => name);
  const isThere = absent.length === 0 && (found.bundled || device === 'cuda');
  const reason = absent.length > 0 ? sayAbsent(absent) : 'its library is not installed';
  return { device, missing: isThere ? null : reason, never: false, pieces };
}

export const listAccelerators = (): AcceleratorState[] => order.map(stateOf);
