/**
 * Exports a project by the built worker, as the program does it, and says what that cost: `node exportProcess.mjs WORKER REQUEST`. Plain
 * JavaScript, so that nothing but the program is measured.
 */
import { Worker } from 'node:worker_threads';

const [, , entry = '', text = ''] = process.argv;
const { resourceLimits, ...wanted } = JSON.parse(text);
const request = { ...wanted, cancelled: new Int32Array(new SharedArrayBuffer(4)) };
const worker = new Worker(entry, { workerData: { kind: 'write', request }, resourceLimits });
const labels = await new Promise((resolve, reject) => {
  worker.on('error', reject);
  worker.on('exit', () => reject(new Error('the worker ended without a word')));
  worker.on('message', (message) => {
    if (message.kind === 'done') resolve(message.summary.labels);
    else if (message.kind !== 'progress') reject(new Error(JSON.stringify(message)));
  });
});
const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
process.stdout.write(JSON.stringify({ cpuMs: (userCPUTime + systemCPUTime) / 1000, rssMb: maxRSS / 1024, labels }));
