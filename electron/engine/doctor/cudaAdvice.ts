import path from 'node:path';
import type { DevicePiece } from '#shared/contract/inferenceApi.ts';

/** Names of packages in NVIDIA's own repository for Ubuntu and Debian; any 12.x goes with any other. */
const packages: Readonly<Record<string, string>> = {
  'libcudart.so.12': 'cuda-cudart-12-8',
  'libcublas.so.12': 'libcublas-12-8',
  'libcublasLt.so.12': 'libcublas-12-8',
  'libcufft.so.11': 'libcufft-12-8',
  'libcurand.so.10': 'libcurand-12-8',
};
const isProvider = (name: string): boolean => name.startsWith('libonnxruntime_providers_');
const isOrAre = (names: readonly string[]): string => `${names.join(', ')} ${names.length === 1 ? 'is' : 'are'}`;

/**
 * What to install where for the pieces of CUDA that are missing, one sentence for each thing to do. Empty: nothing is
 * missing. The package and its place are those of onnxruntime-node's own install script.
 */
export function cudaAdvice(pieces: readonly DevicePiece[], providerFolder: string): string[] {
  const missing = pieces.filter(({ file }) => file === null).map(({ name }) => name);
  const advice: string[] = [];
  const driver = missing.filter((name) => name === 'libcuda.so.1');
  if (driver.length > 0)
    advice.push(
      'libcuda.so.1 is missing: it comes with the NVIDIA driver (525 or newer for CUDA 12). Install it with the means of ' +
        'your system (Ubuntu: sudo ubuntu-drivers install), then start the machine anew. Without an NVIDIA card there is nothing to do.',
    );
  const provider = missing.filter(isProvider);
  if (provider.length > 0) {
    const script = path.join(providerFolder, '../../../../script/install.js');
    advice.push(
      `${isOrAre(provider)} missing: put what lies under runtimes/linux-x64/native in the NuGet package ` +
        `Microsoft.ML.OnnxRuntime.Gpu.Linux 1.30.0 (nuget.org; exactly this version) into ${providerFolder}. With a connection this does it: ` +
        `node "${script}" --onnxruntime-node-install=cuda12`,
    );
  }
  const cuda = missing.filter((name) => name in packages);
  if (cuda.length > 0) {
    const names = [...new Set(cuda.map((name) => packages[name]))].join(' ');
    advice.push(
      `${isOrAre(cuda)} missing: install CUDA 12 (any 12.x, not 11 or 13) from developer.nvidia.com/cuda-downloads; with NVIDIA's ` +
        `repository for Ubuntu or Debian: sudo apt install ${names}. Where CUDA lies in a folder of its own, name its lib64 in LD_LIBRARY_PATH.`,
    );
  }
  if (missing.includes('libcudnn.so.9'))
    advice.push(
      "libcudnn.so.9 is missing: install cuDNN 9 for CUDA 12 from developer.nvidia.com/cudnn-downloads; with NVIDIA's repository: " +
        'sudo apt install libcudnn9-cuda-12. cuDNN 8 does not do.',
    );
  return advice;
}
