/**
 * Imports a file into a project by the built worker, as the program does it: read and looked at, then written. Says what that cost:
 * `node importProcess.mjs WORKER TASK`. Plain JavaScript, so that nothing but the program is measured.
 */
import { Worker } from 'node:worker_threads';

const [, , entry = '', text = ''] = process.argv;
const { resourceLimits, source, ...task } = JSON.parse(text);

/** One task of the worker; nobody else writes, so it may do so at once. */
function run(part) {
  const [cancelled, gate] = [new Int32Array(new SharedArrayBuffer(4)), new Int32Array(new SharedArrayBuffer(4))];
  const workerData = { ...task, ...part, cancelled, gate };
  const worker = new Worker(entry, { workerData, resourceLimits });
  return new Promise((resolve, reject) => {
    worker.on('error', reject);
    worker.on('exit', () => reject(new Error('the worker ended without a word')));
    worker.on('message', (message) => {
      if (message.kind === 'ready') {
        Atomics.store(gate, 0, 1);
        Atomics.notify(gate, 0);
      } else if (message.kind === 'done') resolve(message.result);
      else if (message.kind !== 'progress') reject(new Error(JSON.stringify(message)));
    });
  });
}

function spent() {
  const { userCPUTime, systemCPUTime } = process.resourceUsage();
  return (userCPUTime + systemCPUTime) / 1000;
}

const started = performance.now();
await run({ kind: 'read', source, format: null });
const readCpuMs = spent();
const { labels } = await run({ kind: 'commit', actor: 'bench' });
const [wallMs, cpuMs, rssMb] = [performance.now() - started, spent(), process.resourceUsage().maxRSS / 1024];
process.stdout.write(JSON.stringify({ wallMs, cpuMs, readCpuMs, rssMb, labels: labels.added }));
