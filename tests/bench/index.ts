/** `npm run bench [NAME...]`: measures, prints a table and, with --json, the results as JSON. */
import { spawnSync } from 'node:child_process';
import { performance } from 'node:perf_hooks';
import type { BenchResult } from './benchResult.ts';

const benches: Readonly<Record<string, () => Promise<{ run(): Promise<readonly BenchResult[]> }>>> = {
  prelabel: () => import('./prelabel.ts'),
  longRun: () => import('./longRun.ts'),
  nextItem: () => import('./nextItem.ts'),
  durableEdit: () => import('./durableEdit.ts'),
  openFolder: () => import('./openFolder.ts'),
  canvas: () => import('./canvas.ts'),
  importLabels: () => import('./importLabels.ts'),
  queries: () => import('./queries.ts'),
};
const options = process.argv.slice(2).filter((argument) => argument.startsWith('--'));
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const unknown = names.filter((name) => !(name in benches));
if (unknown.length > 0) {
  console.error(`There is no bench ${unknown.join(', ')}. There are: ${Object.keys(benches).join(', ')}`);
  process.exit(2);
}

/** Each in a process of its own: the memory of one is not the other's. */
function measureApart(name: string): readonly BenchResult[] {
  const started = performance.now();
  const { stdout, status } = spawnSync(process.execPath, [import.meta.filename, '--here', name], {
    stdio: ['ignore', 'pipe', 'inherit'],
    encoding: 'utf8',
    maxBuffer: 2 ** 26,
  });
  if (status !== 0) process.exit(status ?? 1);
  process.stderr.write(`${name}: ${((performance.now() - started) / 1000).toFixed(0)} s\n`);
  return JSON.parse(stdout) as BenchResult[];
}

if (options.includes('--here')) {
  const [name = ''] = names;
  const bench = await benches[name]?.();
  process.stdout.write(JSON.stringify(await bench?.run()));
} else {
  const results = (names.length > 0 ? names : Object.keys(benches)).flatMap(measureApart);
  if (options.includes('--json')) console.log(JSON.stringify(results, null, 2));
  else {
    for (const { name, value, unit, budget, ok, detail } of results) {
      const mark = ok === null ? '    ' : ok ? 'ok  ' : 'over';
      console.log(
        `${mark}  ${name.padEnd(44)} ${value.toFixed(2).padStart(9)} ${unit.padEnd(6)} ${budget.padEnd(10)} ${detail}`,
      );
    }
  }
}
