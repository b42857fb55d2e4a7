import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { findLibrary } from '../../../../electron/inference/findLibrary.ts';
import type { LibraryPlaces } from '../../../../electron/inference/findLibrary.ts';
import { listCudaPieces } from '../../../../electron/inference/listCudaPieces.ts';

let home: string;
beforeEach(() => void (home = mkdtempSync(path.join(os.tmpdir(), 'firstpass-libraries-'))));
afterEach(() => rmSync(home, { recursive: true, force: true }));

/** An empty file of this name. */
function put(...parts: string[]): string {
  const file = path.join(home, ...parts);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, '');
  return file;
}
/** A machine whose loader knows `cached`. */
function machine(cached: readonly string[], more: Partial<LibraryPlaces> = {}): LibraryPlaces {
  const cacheFile = path.join(home, 'ld.so.cache');
  const strings = cached.flatMap((file) => [path.basename(file), file]);
  writeFileSync(cacheFile, `glibc-ld.so.cache1.1\x07\0\0${strings.join('\0')}\0`);
  return { searchPath: undefined, cacheFile, folders: [], ...more };
}

test("a library is found by the search path, the folders, and the loader's list; a file that is gone is not", () => {
  const [said, usual, cached] = [put('said/liba.so.1'), put('usual/libb.so.1'), put('x/libc.so.1')];
  const places = machine([cached, path.join(home, 'gone/libd.so.1')], {
    searchPath: `:${path.join(home, 'nowhere')}:${path.dirname(said)}`,
    folders: [path.dirname(usual)],
  });
  expect(
    ['liba.so.1', 'libb.so.1', 'libc.so.1', 'libd.so.1', 'libc.so'].map((name) => findLibrary(name, places)),
  ).toEqual([said, usual, cached, null, null]);
  expect(findLibrary('liba.so.1', { searchPath: '', cacheFile: path.join(home, 'none'), folders: [] })).toBeNull();
});

test('one for 32 bits does not count', () => {
  const [narrow, wide] = [put('lib/i386-linux-gnu/liba.so.1'), put('lib/x86_64-linux-gnu/liba.so.1')];
  expect(findLibrary('liba.so.1', machine([narrow]))).toBeNull();
  expect(findLibrary('liba.so.1', machine([narrow, wide]))).toBe(wide);
});

test('of CUDA each piece is told by itself; the provider counts only beside the runtime', () => {
  const provider = path.dirname(put('ort/libonnxruntime_providers_shared.so'));
  const driver = put('sys/libcuda.so.1');
  const elsewhere = put('sys/libonnxruntime_providers_cuda.so');
  const beside = put('ort/libcudnn.so.9');
  const pieces = listCudaPieces(provider, machine([driver, elsewhere], { folders: [provider] }));
  const found = pieces.filter(({ file }) => file !== null).map(({ file }) => file);
  expect(found).toEqual([path.join(provider, 'libonnxruntime_providers_shared.so'), driver, beside]);
  expect(pieces.filter(({ file }) => file === null).map(({ name }) => name)).toEqual([
    'libonnxruntime_providers_cuda.so',
    'libcudart.so.12',
    'libcublas.so.12',
    'libcublasLt.so.12',
    'libcufft.so.11',
    'libcurand.so.10',
  ]);
});
