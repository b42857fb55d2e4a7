import { findAppPaths } from '#engine/appPaths.ts';
import { runCli } from './runCli.ts';

process.exitCode = await runCli(process.argv.slice(2), () => findAppPaths(import.meta.url));
