import { defineConfig } from '@playwright/test';
import chromium from '../chromium/playwright.config.ts';

export default defineConfig(chromium, {
  testDir: '.',
  outputDir: '../../test-results/soak',
  reporter: 'list',
});
