import path from 'node:path';
import { ESLint } from 'eslint';
import { expect, test } from 'vitest';

const eslint = new ESLint();

/** The rules that refuse a text, as if it stood in that file; those of style don't matter here. */
async function refusals(file: string, text: string): Promise<(string | null)[]> {
  const [result] = await eslint.lintText(text, { filePath: path.resolve(file) });
  return (result?.messages ?? [])
    .map(({ ruleId, fatal, message }) => (fatal ? message : ruleId))
    .filter((rule) => rule === null || !/^(@typescript-eslint|no-|svelte)/.test(rule));
}

const inBoth = ['shared/base/result.ts', 'renderer/main.ts', 'electron/main/menu.ts', 'electron/engine/settings.ts'];

test.each([
  ['Uint8Array.fromBase64("AAAA");', 'es-x/no-uint8array-frombase64'],
  ['export const text = new Uint8Array(2).toHex();', 'es-x/no-uint8array-prototype-tohex'],
  ['RegExp.escape("a");', 'es-x/no-regexp-escape'],
  ['Math.sumPrecise([1]);', 'es-x/no-math-sumprecise'],
  ['Error.isError(1);', 'es-x/no-error-iserror'],
  ['Iterator.concat([1]);', 'es-x/no-iterator-concat'],
  ['Temporal.Now.instant();', 'es-x/no-temporal'],
  ['new Float16Array(2);', 'es-x/no-float16array'],
  ['export const one = new Map([[1, 2]]).getOrInsert(1, 2);', 'es-x/no-map-prototype-getorinsert'],
  ['export function work(it: Disposable) { using held = it; return held; }', 'es-x/no-using-declarations'],
])('%s is newer than what runs in Electron', async (text, rule) => {
  for (const file of inBoth) expect([file, await refusals(file, text)]).toEqual([file, expect.arrayContaining([rule])]);
});

test.each([
  ["import { DatabaseSync } from 'node:sqlite';\nnew DatabaseSync('x');", 'n/no-unsupported-features/node-builtins'],
  ["import { globSync } from 'node:fs';\nglobSync('*');", 'n/no-unsupported-features/node-builtins'],
  ["Object.groupBy([1], () => 'a');", 'n/no-unsupported-features/es-builtins'],
  ['Promise.withResolvers();', 'n/no-unsupported-features/es-syntax'],
  ['export const all = import.meta.main;', 'n/no-unsupported-features/node-builtins'],
])("%s is newer than Electron's Node, and goes where a Node of our own runs", async (text, rule) => {
  for (const file of ['electron/main/menu.ts', 'electron/engine/settings.ts', 'electron/imaging/index.ts'])
    expect([file, await refusals(file, text)]).toEqual([file, expect.arrayContaining([rule])]);
  expect(await refusals('electron/cli/index.ts', text)).toEqual([]);
});

test('what Chromium 130 and Node 20.18 have is let through', async () => {
  const text = 'export const held = [new Set([1]).union(new Set([2])), [1].toSorted(), [1].values().map(String)];';
  for (const file of inBoth) expect([file, await refusals(file, text)]).toEqual([file, []]);
});
