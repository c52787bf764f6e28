// End-to-end tests. `cargo xtask test e2e` builds and serves the site, and tells where it is.
import { defineConfig } from '@playwright/test';
import { CHROMIUM } from './tests/chromium.js';

const missing = ['FOUR_PILLARS_SITE', 'FOUR_PILLARS_CHROMIUM', 'FOUR_PILLARS_READ'].filter(
  (name) => !process.env[name],
);
if (missing.length > 0) {
  throw new Error(`${missing.join(', ')} not set: run these tests with \`cargo xtask test e2e\`.`);
}

// The tests of one panel: the files that are named after others are left out, and the files about all
// panels leave out the rest themselves (`TESTED` and `general` in support.js).
const only = process.env.FOUR_PILLARS_PANEL;
const { PANELS } = await import('./tests/e2e/native.js');
const others = PANELS.filter(({ id }) => only && id !== only);

export default defineConfig({
  testDir: 'tests/e2e',
  testIgnore: others.map(({ id }) => `**/e2e/${id}.spec.js`),
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
    launchOptions: CHROMIUM,
  },
});
