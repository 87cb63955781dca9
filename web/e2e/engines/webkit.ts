/**
 * WebKit in its port for Linux (WebKitGTK), by W3C WebDriver. The window is our own few lines
 * (webkit-window.py), because the one that comes with it forgets everything when it is driven.
 */
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../../scripts/lib/free-port.ts';
import type { Browser, Engine } from './browser.ts';
import { endGroup, isThere, startGroup } from './processes.ts';

const binary = fileURLToPath(new URL('webkit-window.py', import.meta.url));
const needed = ['WebKitWebDriver', 'xvfb-run', 'dbus-run-session', 'python3'];
const absent = needed.filter((name) => !isThere(name));
const typelib = '/usr/lib/x86_64-linux-gnu/girepository-1.0/WebKit2-4.1.typelib';
const startMsMax = 60_000;

const environment = {
  // As root, and with neither a screen nor a graphics card.
  WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS: '1',
  WEBKIT_DISABLE_COMPOSITING_MODE: '1',
  WEBKIT_DISABLE_DMABUF_RENDERER: '1',
  LIBGL_ALWAYS_SOFTWARE: '1',
};

export const webkitEngine: Engine = {
  engine: 'webkit',
  missing: whyMissing(),
  async start(folder): Promise<Browser> {
    mkdirSync(folder, { recursive: true });
    let session = await WebDriverSession.begin(folder);
    return {
      name: `WebKitGTK ${session.version}`,
      goTo: (url) => session.goTo(url),
      look: (body, ...args) => session.look(body, args),
      pressAt: (x, y) => session.press(x, y),
      type: (text) => session.type(text),
      restart: async () => {
        await session.end();
        session = await WebDriverSession.begin(folder);
      },
      end: () => session.end(),
    };
  },
};

function whyMissing(): string | undefined {
  const packages = 'webkit2gtk-driver, gir1.2-webkit2-4.1, python3-gi, xvfb and dbus';
  if (absent.length === 0 && existsSync(typelib)) return undefined;
  return `WebKit's driver is not whole on this machine (on Debian: ${packages}).`;
}

class WebDriverSession {
  readonly #process: ChildProcess;
  readonly #session: string;
  readonly version: string;

  private constructor(child: ChildProcess, session: string, version: string) {
    this.#process = child;
    this.#session = session;
    this.version = version;
  }

  static async begin(folder: string): Promise<WebDriverSession> {
    const port = await freePort();
    const args = ['-a', 'dbus-run-session', '--', 'WebKitWebDriver', `--port=${port}`];
    const child = startGroup('xvfb-run', args, { ...environment, WARDBOOK_PROFILE: folder });
    child.stderr!.resume();
    const base = `http://127.0.0.1:${port}`;
    try {
      await answering(base);
      const options = { 'webkitgtk:browserOptions': { binary, args: [] } };
      const made = await ask('POST', `${base}/session`, { capabilities: { alwaysMatch: options } });
      const { sessionId, capabilities } = made as {
        sessionId: string;
        capabilities: { browserVersion: string };
      };
      const session = `${base}/session/${sessionId}`;
      await ask('POST', `${session}/timeouts`, { script: 120_000, pageLoad: 120_000, implicit: 0 });
      return new WebDriverSession(child, session, capabilities.browserVersion);
    } catch (error) {
      await endGroup(child);
      throw error;
    }
  }

  async goTo(url: string): Promise<void> {
    await ask('POST', `${this.#session}/url`, { url });
  }

  look(body: string, args: readonly string[]): Promise<unknown> {
    const script = `
      const done = arguments[arguments.length - 1];
      (async (args) => {${body}})([...arguments].slice(0, -1)).then(
        (value) => done(value ?? null),
        (error) => done('threw ' + error),
      );`;
    return ask('POST', `${this.#session}/execute/async`, { script, args });
  }

  async press(x: number, y: number): Promise<void> {
    const at = { type: 'pointerMove', duration: 0, x: Math.round(x), y: Math.round(y) };
    const button = 0;
    const actions = [at, { type: 'pointerDown', button }, { type: 'pointerUp', button }];
    await this.#act({ type: 'pointer', id: 'mouse', actions });
  }

  async type(text: string): Promise<void> {
    const actions = [...text].flatMap((value) => [
      { type: 'keyDown', value },
      { type: 'keyUp', value },
    ]);
    await this.#act({ type: 'key', id: 'keys', actions });
  }

  async end(): Promise<void> {
    // The window is gone before the driver has said so, which it then calls an error.
    await ask('DELETE', this.#session).catch(() => undefined);
    await endGroup(this.#process);
  }

  async #act(source: object): Promise<void> {
    await ask('POST', `${this.#session}/actions`, { actions: [source] });
  }
}

async function answering(base: string): Promise<void> {
  const until = Date.now() + startMsMax;
  for (;;) {
    const status = await fetch(`${base}/status`).catch(() => undefined);
    if (status?.ok) return;
    if (Date.now() > until) throw new Error('WebKitWebDriver did not start.');
    await pause(100);
  }
}

async function ask(method: 'POST' | 'DELETE', url: string, body?: object): Promise<unknown> {
  const response = await fetch(url, {
    method,
    ...(body && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
  });
  const { value } = (await response.json()) as { value: unknown };
  if (!response.ok) throw new Error(`${url}: ${JSON.stringify(value)}`);
  return value;
}
