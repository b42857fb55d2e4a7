/** The command line from a checkout: `npm run -s firstpass -- ARGS`. */
import path from 'node:path';
import { spawn } from 'node:child_process';
import { build, env, install, root } from './setUp.mjs';

install();
build();
const caller = process.env.INIT_CWD ?? process.cwd();
const child = spawn('node', [path.join(root, 'out', 'main', 'cli.js'), ...process.argv.slice(2)], {
  cwd: caller,
  env,
  stdio: 'inherit',
});
// The terminal sends Ctrl+C to both: the child ends in its own time, and we after it.
process.on('SIGINT', () => undefined);
process.on('SIGTERM', () => child.kill('SIGTERM'));
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
