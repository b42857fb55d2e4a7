import { isRequired } from './isRequired.ts';

/** Whether this process is root, as tests of other users' files need it; with `FIRSTPASS_REQUIRE=root` it has to be. */
export function isRoot(): boolean {
  if (process.getuid?.() === 0) return true;
  const reason = 'tests with files of other users need root';
  if (isRequired('root')) throw new Error(reason);
  console.log(`skipped: ${reason}`);
  return false;
}
