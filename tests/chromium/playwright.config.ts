import { defineConfig } from '@playwright/test';

export default defineConfig({
  testDir: '.',
  outputDir: '../../test-results/chromium',
  timeout: 90_000,
  expect: { timeout: 15_000 },
  workers: 1,
  // In the configuration, not in a variable: a wrapper may keep variables out.
  reporter: [['list'], ['json', { outputFile: '../../out/test/chromium.json' }]],
  use: {
    viewport: { width: 1440, height: 900 },
    locale: 'en-GB',
    trace: 'retain-on-failure',
    launchOptions: {
      executablePath: process.env.FIRSTPASS_CHROMIUM ?? '/usr/bin/chromium',
      args: ['--no-sandbox', '--disable-background-networking', '--disable-component-update', '--disable-sync'],
    },
  },
});
