// End-to-end tests. `cargo xtask test e2e` builds and serves the site, and tells where it is.
import { defineConfig } from '@playwright/test';

const missing = ['FOUR_PILLARS_SITE', 'FOUR_PILLARS_CHROMIUM', 'FOUR_PILLARS_READ'].filter(
  (name) => !process.env[name],
);
if (missing.length > 0) {
  throw new Error(`${missing.join(', ')} not set: run these tests with \`cargo xtask test e2e\`.`);
}

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  fullyParallel: true,
  workers: 2,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  // Once more, and then listed as flaky: a busy machine may swallow an event or a frame.
  retries: 1,
  forbidOnly: Boolean(process.env.CI),
  reporter: [['list']],
  use: {
    baseURL: process.env.FOUR_PILLARS_SITE,
    viewport: { width: 1280, height: 900 },
    colorScheme: 'light',
    actionTimeout: 10_000,
    launchOptions: {
      executablePath: process.env.FOUR_PILLARS_CHROMIUM,
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
        '--disable-dev-shm-usage',
      ],
    },
  },
});
