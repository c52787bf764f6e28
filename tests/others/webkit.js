// WebKitGTK's MiniBrowser, driven over plain WebDriver, in a display of its own.
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';

/** WebDriver's names of keys (W3C WebDriver, "Keyboard actions"). */
const KEYS = { ArrowUp: '\uE013', ArrowDown: '\uE015' };

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((ready) => server.once('listening', ready));
  const { port } = server.address();
  await new Promise((closed) => server.close(closed));
  return port;
}

/** The value that the driver answers; errors by their message. */
async function ask(url, method, body) {
  const signal = AbortSignal.timeout(60_000);
  const response = await fetch(url, { method, body: body && JSON.stringify(body), signal });
  const { value } = await response.json();
  if (!response.ok) throw new Error(`${value?.error}: ${value?.message}`);
  return value;
}

/** Once the driver answers; an error where it ends instead. */
async function ready(driver, url) {
  for (let tries = 0; tries < 100; tries += 1) {
    if (driver.exitCode !== null) throw new Error(`the driver ended with code ${driver.exitCode}`);
    const answers = await ask(`${url}/status`, 'GET').catch(() => undefined);
    if (answers) return;
    await pause(100);
  }
  throw new Error('the driver does not answer');
}

export async function start({ driver: program, browser: binary, display }) {
  const port = await freePort();
  const root = `http://127.0.0.1:${port}`;
  const driver = spawn(display, ['-a', '-s', '-screen 0 1400x1000x24', program, `--port=${port}`], {
    stdio: 'ignore',
    detached: true,
    env: { ...process.env, WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1', LIBGL_ALWAYS_SOFTWARE: '1' },
  });
  // Display and driver end together.
  const end = () => {
    try {
      process.kill(-driver.pid);
    } catch {
      // They have ended by themselves.
    }
  };
  try {
    await ready(driver, root);
    const options = { binary, args: ['--automation'] };
    const capabilities = { alwaysMatch: { 'webkitgtk:browserOptions': options } };
    const { sessionId } = await ask(`${root}/session`, 'POST', { capabilities });
    const session = `${root}/session/${sessionId}`;
    const act = (source) => ask(`${session}/actions`, 'POST', { actions: [source] });
    await ask(`${session}/window/rect`, 'POST', { x: 0, y: 0, width: 1300, height: 960 });
    const move = ({ x, y }) => ({ type: 'pointerMove', duration: 20, origin: 'viewport', x: Math.round(x), y: Math.round(y) });
    return {
      goto: (url) => ask(`${session}/url`, 'POST', { url }),
      run: (code, ...args) =>
        ask(`${session}/execute/sync`, 'POST', { script: `return (${code})(...arguments)`, args }),
      drag: (from, to) =>
        act({
          type: 'pointer',
          id: 'mouse',
          parameters: { pointerType: 'mouse' },
          actions: [
            move(from),
            { type: 'pointerDown', button: 0 },
            move({ x: (from.x + to.x) / 2, y: (from.y + to.y) / 2 }),
            move(to),
            { type: 'pointerUp', button: 0 },
          ],
        }),
      press: (key) =>
        act({
          type: 'key',
          id: 'keyboard',
          actions: [
            { type: 'keyDown', value: KEYS[key] ?? key },
            { type: 'keyUp', value: KEYS[key] ?? key },
          ],
        }),
      shot: () => ask(`${session}/screenshot`, 'GET'),
      close: async () => {
        await ask(session, 'DELETE').catch(() => undefined);
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}
