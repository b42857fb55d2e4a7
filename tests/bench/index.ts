/** `npm run bench [NAME]`: measures, prints a table and, with --json, the results as JSON. */
import { performance } from 'node:perf_hooks';
import type { BenchResult } from './benchResult.ts';

const benches: Readonly<Record<string, () => Promise<{ run(): Promise<readonly BenchResult[]> }>>> = {
  prelabel: () => import('./prelabel.ts'),
  nextItem: () => import('./nextItem.ts'),
  durableEdit: () => import('./durableEdit.ts'),
  openFolder: () => import('./openFolder.ts'),
  canvas: () => import('./canvas.ts'),
};
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const isJson = process.argv.includes('--json');
const results: BenchResult[] = [];
for (const [name, load] of Object.entries(benches)) {
  if (names.length > 0 && !names.includes(name)) continue;
  const started = performance.now();
  results.push(...(await (await load()).run()));
  process.stderr.write(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
}
if (isJson) console.log(JSON.stringify(results, null, 2));
else {
  for (const { name, value, unit, budget, ok, detail } of results) {
    const mark = ok === null ? '    ' : ok ? 'ok  ' : 'over';
    console.log(
      `${mark}  ${name.padEnd(44)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(6)} ${budget.padEnd(10)} ${detail}`,
    );
  }
}
