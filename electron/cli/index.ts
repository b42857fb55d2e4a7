import { findAppPaths } from '#engine/appPaths.ts';
import { runCli } from './runCli.ts';

// Whoever reads along may have seen enough (`| head`): the work goes on, unheard.
for (const stream of [process.stdout, process.stderr])
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });

process.exitCode = await runCli(process.argv.slice(2), () => findAppPaths(import.meta.url));
