// How Chromium is started: the browser tests, the benches and wasm-bindgen's test runner take the
// same switches, which are in the runner's own file.
import { readFileSync } from 'node:fs';

const settings = new URL('../crates/numeric-core/webdriver.json', import.meta.url);
const { args } = JSON.parse(readFileSync(settings, 'utf8'))['goog:chromeOptions'];

/** What Playwright's `chromium.launch` takes, which adds `--headless` itself. */
export const CHROMIUM = {
  executablePath: process.env.FOUR_PILLARS_CHROMIUM,
  args: args.filter((word) => !word.startsWith('--headless')),
};
