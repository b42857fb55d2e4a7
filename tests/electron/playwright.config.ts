import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/electron',
  timeout: 120_000,
  expect: { timeout: 30_000 },
  workers: 1,
  // In the configuration, not in a variable: a wrapper may keep variables out.
  reporter: [['list'], ['json', { outputFile: '../../out/test/electron.json' }]],
});
