import { execFileSync } from 'node:child_process';
import { copyFileSync, createWriteStream, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { workerLimits } from '#engine/datasets/runGatedWorker.ts';
import { createProjectFile } from '#engine/db/openProject.ts';
import { assert } from '#shared/base/assert.ts';
import { silentLogger } from '#shared/base/log.ts';
import { importOptionsSchema } from '#shared/contract/importApi.ts';
import { classNames, fillProject } from '#tests/engine/store/support/fillProject.ts';
import { exportRequest } from '#tests/engine/datasets/support/exportRequest.ts';
import type { BenchResult } from './benchResult.ts';

const [images, perImage] = [50_000, 20] as const;
const budgets = { ratio: 2, exportRatio: 3, rssMb: 200 } as const;

/** One annotation in each line, in an order that jumps from image to image as those of public data sets do. */
async function writeCoco(file: string): Promise<void> {
  const out = createWriteStream(file);
  const put = async (text: string): Promise<void> => {
    if (!out.write(text)) await once(out, 'drain');
  };
  const list = (count: number, one: (at: number) => object): string =>
    Array.from({ length: count }, (_, at) => JSON.stringify(one(at))).join(',\n');
  const name = (at: number): string => `image ${String(at).padStart(7, '0')}.jpg`;
  await put(`{"categories":[${list(classNames.length, (at) => ({ id: at + 1, name: classNames[at] }))}],\n"images":[`);
  await put(
    `${list(images, (at) => ({ id: at + 1, file_name: name(at), width: 4000, height: 3000 }))}],\n"annotations":[\n`,
  );
  const total = images * perImage;
  for (let at = 0; at < total; at += 1) {
    const bbox = [((at * 37) % 30_000) / 10, ((at * 91) % 20_000) / 10, 20 + (at % 997) / 7, 30 + (at % 499) / 3];
    const one = {
      id: at + 1,
      image_id: ((at * 7919) % images) + 1,
      category_id: (at % 3) + 1,
      bbox,
      area: bbox[2]! * bbox[3]!,
      iscrowd: 0,
      segmentation: [],
    };
    await put(`${JSON.stringify(one)}${at === total - 1 ? '' : ',\n'}`);
  }
  await put(']}\n');
  out.end();
  await once(out, 'finish');
}

const worker = path.resolve('out/main/importWorker.js');
const exportWorker = path.resolve('out/main/exportWorker.js');

interface Cost {
  readonly wallMs: number;
  readonly cpuMs: number;
}

/**
 * Import of a million labels with its preview, by the built worker, against a plain Python script that writes the same rows to the same
 * tables; and their export, with its card and its hash, against json.dump of what it holds.
 */
export async function run(): Promise<readonly BenchResult[]> {
  assert(existsSync(worker), 'the program is built: npm run build');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'firstpass-bench-'));
  try {
    const [ours, theirs, source] = ['ours.firstpass', 'theirs.firstpass', 'coco.json'].map((name) =>
      path.join(folder, name),
    ) as [string, string, string];
    const project = createProjectFile(ours, { actor: 'bench', logger: silentLogger });
    fillProject(project.db, { items: images, predictionsPerItem: 0 });
    project.db.pragma('wal_checkpoint(TRUNCATE)');
    project.close();
    copyFileSync(ours, theirs);
    await writeCoco(source);
    const here = path.join(import.meta.dirname, 'import');
    const ask = (program: string, script: string, ...values: readonly string[]): unknown =>
      JSON.parse(execFileSync(program, [path.join(here, script), ...values], { encoding: 'utf8' }));
    const task = {
      ...{ projectPath: ours, stagePath: path.join(folder, 'stage.sqlite'), source },
      ...{ options: importOptionsSchema.parse({}), resourceLimits: workerLimits },
    };
    const mine = ask(process.execPath, 'importProcess.mjs', worker, JSON.stringify(task)) as Cost & {
      rssMb: number;
      labels: number;
      readCpuMs: number;
    };
    const python = ask('python3', 'import_rows.py', theirs, source) as Cost;
    const exported = path.join(folder, 'exported');
    const request = {
      ...exportRequest(ours, exported, { what: 'annotations', stages: ['labeled'] }),
      ...{ cancelled: undefined, resourceLimits: workerLimits },
    };
    const written = ask(process.execPath, 'exportProcess.mjs', exportWorker, JSON.stringify(request)) as {
      cpuMs: number;
      rssMb: number;
      labels: number;
    };
    const [file, dump] = [path.join(exported, 'annotations.json'), path.join(folder, 'dump.json')];
    const dumped = ask('python3', 'export_dump.py', file, dump) as { cpuMs: number };
    const exportRatio = dumped.cpuMs / written.cpuMs;
    const ratio = python.cpuMs / mine.cpuMs;
    const seconds = (ms: number): string => (ms / 1000).toFixed(1);
    const detail = `${mine.labels} labels: ${seconds(mine.cpuMs)} s of CPU, ${seconds(mine.wallMs)} s (reading and preview ${seconds(mine.readCpuMs)} s of CPU); Python ${seconds(python.cpuMs)} s of CPU, ${seconds(python.wallMs)} s`;
    return [
      {
        name: 'import, Python / Firstpass (CPU)',
        value: ratio,
        unit: 'x',
        budget: '>= 2',
        ok: ratio >= budgets.ratio,
        detail,
      },
      {
        name: 'import, memory',
        value: mine.rssMb,
        unit: 'MB',
        budget: '<= 200',
        ok: mine.rssMb <= budgets.rssMb,
        detail: 'most of the process, RSS',
      },
      {
        name: 'export, json.dump / Firstpass (CPU)',
        value: exportRatio,
        unit: 'x',
        budget: '>= 3',
        ok: exportRatio >= budgets.exportRatio,
        detail: `${written.labels} labels: ${seconds(written.cpuMs)} s of CPU; json.dump ${seconds(dumped.cpuMs)} s of CPU`,
      },
      {
        name: 'export, memory',
        value: written.rssMb,
        unit: 'MB',
        budget: '<= 200',
        ok: written.rssMb <= budgets.rssMb,
        detail: 'most of the process, RSS',
      },
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
