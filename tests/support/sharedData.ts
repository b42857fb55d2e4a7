import { existsSync } from 'node:fs';
import path from 'node:path';
import { isRequired } from './isRequired.ts';

const folder = path.resolve(process.env.FIRSTPASS_SHARED ?? '../shared', 'data');
let wasNoticed = false;

/**
 * A file of the test data that is too large or not ours to be in the repository, or undefined where it is absent.
 * `FIRSTPASS_SHARED` names the folder; with `FIRSTPASS_REQUIRE=data` its absence is an error.
 */
export function sharedData(relative: string): string | undefined {
  const file = path.join(folder, relative);
  if (existsSync(file)) return file;
  if (isRequired('data')) throw new Error(`the test data is required, but there is no ${file}`);
  if (!wasNoticed) console.warn(`tests on real data are skipped: there is no ${folder} (FIRSTPASS_SHARED can name it)`);
  wasNoticed = true;
  return undefined;
}
