import { defineConfig } from '@playwright/test';
import { findChromium } from './e2e/support/findChromium.ts';

const chromium = findChromium();

export default defineConfig({
  testDir: 'e2e',
  workers: 1,
  retries: 0,
  forbidOnly: process.env.CI !== undefined,
  timeout: 120_000,
  reporter: [['list'], ['./e2e/support/summaryReporter.ts']],
  // A trace of every action costs half of the time again: OURO_TRACE=1 records those of failures.
  use: {
    trace: process.env.OURO_TRACE === undefined ? 'off' : 'retain-on-failure',
    launchOptions: chromium,
    viewport: { width: 1440, height: 900 },
  },
  projects: [
    { name: 'web', testDir: 'e2e/web' },
    // Pages are ended on purpose here; a trace that records them reports responses of a page that is gone.
    { name: 'contract', testDir: 'e2e/contract', use: { trace: 'off' } },
    { name: 'gallery', testDir: 'e2e/gallery', use: { trace: 'off' } },
    { name: 'electron', testDir: 'e2e/electron' },
  ],
});
