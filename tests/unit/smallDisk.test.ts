import { expect, onTestFinished, test, vi } from 'vitest';
import { createSmallDisk } from '#tests/support/createSmallDisk.ts';

test('where no small disk can be mounted, tests that need one are skipped with a notice, or fail when root is required', () => {
  onTestFinished(() => void vi.unstubAllEnvs());
  const said = vi.spyOn(console, 'log').mockImplementation(() => undefined);
  onTestFinished(() => said.mockRestore());
  // Without a program that mounts, as without the right to.
  vi.stubEnv('PATH', '');
  vi.stubEnv('FIRSTPASS_REQUIRE', 'chromium,data');
  expect(createSmallDisk(64)).toBeUndefined();
  expect(said.mock.calls).toEqual([[expect.stringContaining('needs root')]]);
  vi.stubEnv('FIRSTPASS_REQUIRE', 'chromium,root');
  expect(() => createSmallDisk(64)).toThrow(/small disk/);
});
