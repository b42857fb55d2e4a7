import { expect, test } from 'vitest';
import { checkDevices } from '#engine/doctor/checkDevices.ts';
import { cudaAdvice } from '#engine/doctor/cudaAdvice.ts';
import type { DeviceChoice } from '#engine/prelabel/chooseDevice.ts';
import type { AcceleratorState } from '#shared/contract/inferenceApi.ts';

const there = (name: string) => ({ name, file: `/usr/lib/${name}` });
const gone = (name: string) => ({ name, file: null });
const folder = '/app/node_modules/onnxruntime-node/bin/napi-v6/linux/x64';
const state = (device: AcceleratorState['device'], more: Partial<AcceleratorState> = {}): AcceleratorState => ({
  ...{ device, missing: null, never: false, pieces: [] },
  ...more,
});
const onCpu: DeviceChoice = { device: 'cpu', notes: [] };
const check = (accelerators: readonly AcceleratorState[], choice = onCpu) =>
  checkDevices({ accelerators, providerFolder: folder }, choice, 2);

test('each piece of CUDA that is missing has its package and its place; what is there is not mentioned', () => {
  expect(cudaAdvice([there('libcuda.so.1'), there('libcudnn.so.9')], folder)).toEqual([]);
  const [driver, provider, cuda, cudnn, ...others] = cudaAdvice(
    [
      gone('libonnxruntime_providers_shared.so'),
      gone('libonnxruntime_providers_cuda.so'),
      gone('libcuda.so.1'),
      there('libcudart.so.12'),
      gone('libcublas.so.12'),
      gone('libcublasLt.so.12'),
      gone('libcurand.so.10'),
      gone('libcudnn.so.9'),
    ],
    folder,
  );
  expect(driver).toMatch(/^libcuda\.so\.1 is missing: .*NVIDIA driver/);
  expect(provider).toMatch(/^libonnxruntime_providers_shared\.so, libonnxruntime_providers_cuda\.so are missing: /);
  expect(provider).toContain('Microsoft.ML.OnnxRuntime.Gpu.Linux 1.30.0');
  expect(provider).toContain(`into ${folder}.`);
  expect(provider).toContain(
    'node "/app/node_modules/onnxruntime-node/script/install.js" --onnxruntime-node-install=cuda12',
  );
  expect(cuda).toMatch(/^libcublas\.so\.12, libcublasLt\.so\.12, libcurand\.so\.10 are missing: install CUDA 12/);
  expect(cuda).toContain('sudo apt install libcublas-12-8 libcurand-12-8.');
  expect(cudnn).toMatch(/^libcudnn\.so\.9 is missing: install cuDNN 9 for CUDA 12/);
  expect(others).toEqual([]);
});

test('a device that lacks something says what, and each thing to do is a line of its own', () => {
  const pieces = [gone('libcudart.so.12'), gone('libcudnn.so.9')];
  const checks = check([state('cuda', { missing: 'libcudart.so.12, libcudnn.so.9 are not installed', pieces })]);
  expect(checks.map(({ name, state: how, detail }) => [name, how, detail])).toEqual([
    ['device cpu', 'ok', '2 threads'],
    ['device cuda', 'missing', 'libcudart.so.12, libcudnn.so.9 are not installed'],
    ['device cuda', 'missing', 'libcudnn.so.9 is missing'],
    ['device auto', 'ok', 'tries cpu; takes cpu for the model that ships'],
  ]);
  expect(checks[1]?.hint).toContain('cuda-cudart-12-8');
  expect(checks[2]?.hint).toContain('libcudnn9-cuda-12');
});

test('what was tried says how it did, and auto what it takes', () => {
  const choice: DeviceChoice = {
    device: 'cuda',
    notes: [
      '4 ms an image against 38 ms on the cpu, with the same results',
      'webgpu not used: it made the process crash',
    ],
  };
  expect(check([state('cuda'), state('webgpu')], choice).slice(1)).toEqual([
    { name: 'device cuda', state: 'ok', detail: `works: ${choice.notes[0] ?? ''}`, hint: null },
    { name: 'device webgpu', state: 'missing', detail: 'it made the process crash', hint: null },
    {
      name: 'device auto',
      state: 'ok',
      detail: 'tries cuda, then webgpu, then cpu; takes cuda for the model that ships',
      hint: null,
    },
  ]);
  const slower: DeviceChoice = { device: 'cpu', notes: ['webgpu not used: slower, 41 ms an image against 9 ms'] };
  expect(check([state('webgpu')], slower)[1]).toMatchObject({
    state: 'ok',
    detail: 'slower, 41 ms an image against 9 ms',
  });
});

test('WebGPU without Vulkan says what to install', () => {
  const [, webgpu] = check([
    state('webgpu', { missing: 'libvulkan.so.1 is not installed', pieces: [gone('libvulkan.so.1')] }),
  ]);
  expect(webgpu?.hint).toMatch(/apt install libvulkan1/);
});
