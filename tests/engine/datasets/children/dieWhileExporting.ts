import { writeExport } from '#engine/datasets/writeExport.ts';
import { exportRequest } from '../support/exportRequest.ts';

/** Exports a project and is killed in the middle, as by a power cut. */
const [, , projectPath = '', folder = ''] = process.argv;
await writeExport(exportRequest(projectPath, folder), () => process.kill(process.pid, 'SIGKILL'));
