import { spawnSync } from 'node:child_process';

const candidates = ['python3', '/usr/bin/python3'];

/** Runs a script of Python with arguments; what it prints is JSON. @throws {Error} with what it says when it fails */
export type RunPython = (script: string, ...args: string[]) => unknown;

/** A Python that has a module, for a second opinion; null, with a notice, where there is none. */
export function findPython(module: string): RunPython | null {
  const found = candidates.find((name) => spawnSync(name, ['-c', `import ${module}`]).status === 0);
  if (found === undefined) {
    console.warn(`no Python has ${module}: files are not read by it`);
    return null;
  }
  return (script, ...args) => {
    const { status, stdout, stderr } = spawnSync(found, ['-c', script, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return JSON.parse(stdout) as unknown;
  };
}
