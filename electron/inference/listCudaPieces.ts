import type { DevicePiece } from '#shared/contract/inferenceApi.ts';
import { findLibrary } from './findLibrary.ts';
import type { LibraryPlaces } from './findLibrary.ts';

/** Of the runtime itself, which npm's package leaves out: they lie beside its other libraries, and nowhere else. */
const providerPieces = ['libonnxruntime_providers_shared.so', 'libonnxruntime_providers_cuda.so'];
/** What the CUDA provider of onnxruntime 1.30 is linked with: CUDA 12 and cuDNN 9, and the driver's own library. */
const systemPieces = [
  'libcuda.so.1',
  'libcudart.so.12',
  'libcublas.so.12',
  'libcublasLt.so.12',
  'libcufft.so.11',
  'libcurand.so.10',
  'libcudnn.so.9',
];

/** Everything that a run with CUDA needs on Linux x64, and where it is. */
export function listCudaPieces(providerFolder: string, places: LibraryPlaces): DevicePiece[] {
  const onlyThere: LibraryPlaces = { searchPath: '', cacheFile: '', folders: [providerFolder] };
  return [
    ...providerPieces.map((name) => ({ name, file: findLibrary(name, onlyThere) })),
    ...systemPieces.map((name) => ({ name, file: findLibrary(name, places) })),
  ];
}
