import { readFileSync } from 'node:fs';

/** What a process has used, as Linux counts it. */
export interface ProcessUse {
  /** Of all its threads, counted in hundredths of a second. */
  readonly cpuMs: number;
  readonly residentMb: number;
}

const pageBytes = 4096;
const tickMs = 10;

/** Of a living process; of one that is gone, or where there is no /proc, nothing. */
export function processUse(pid: number | undefined): ProcessUse {
  try {
    // After the name, which may hold anything but a closing bracket and a space.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    const [user = 0, system = 0, pages = 0] = [fields[11], fields[12], fields[21]].map(Number);
    return { cpuMs: (user + system) * tickMs, residentMb: (pages * pageBytes) / 1e6 };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return { cpuMs: 0, residentMb: 0 };
    throw error;
  }
}
