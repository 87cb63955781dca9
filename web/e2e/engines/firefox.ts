/** Firefox, by the WebDriver BiDi that it speaks itself: https://www.w3.org/TR/webdriver-bidi/ */
import type { ChildProcess } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { windowSize, type Browser, type Engine } from './browser.ts';
import { endGroup, isThere, startGroup } from './processes.ts';

const programs = ['firefox-esr', 'firefox'];
const program = programs.find(isThere);
const startMsMax = 120_000;

/** It asks nobody but the page's own relay. */
const preferences: Readonly<Record<string, unknown>> = {
  'app.normandy.enabled': false,
  'app.update.enabled': false,
  'browser.safebrowsing.downloads.remote.enabled': false,
  'browser.safebrowsing.malware.enabled': false,
  'browser.safebrowsing.phishing.enabled': false,
  'browser.shell.checkDefaultBrowser': false,
  'datareporting.policy.dataSubmissionEnabled': false,
  'extensions.getAddons.cache.enabled': false,
  'extensions.systemAddon.update.enabled': false,
  'extensions.update.enabled': false,
  'network.captive-portal-service.enabled': false,
  'network.connectivity-service.enabled': false,
  'services.settings.server': 'data:,',
  'toolkit.telemetry.enabled': false,
};

export const firefoxEngine: Engine = {
  engine: 'firefox',
  missing: program ? undefined : 'Firefox is not on this machine (on Debian: firefox-esr).',
  async start(folder): Promise<Browser> {
    mkdirSync(folder, { recursive: true });
    const lines = Object.entries(preferences).map(
      ([name, value]) => `user_pref(${JSON.stringify(name)}, ${JSON.stringify(value)});`,
    );
    writeFileSync(join(folder, 'user.js'), lines.join('\n'));
    let session = await BidiSession.begin(folder);
    return {
      name: `Firefox ${session.version}`,
      goTo: (url) => session.goTo(url),
      look: (body, ...args) => session.look(body, args),
      pressAt: (x, y) => session.press(x, y),
      type: (text) => session.type(text),
      restart: async () => {
        await session.end();
        session = await BidiSession.begin(folder);
      },
      end: () => session.end(),
    };
  },
};

interface Answer {
  readonly id?: number;
  readonly type: 'success' | 'error' | 'event';
  readonly result?: Record<string, unknown>;
  readonly message?: string;
}

class BidiSession {
  readonly #process: ChildProcess;
  readonly #socket: WebSocket;
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  /** Rejects once Firefox has hung up. */
  readonly #hungUp: Promise<never>;
  #asked = 0;
  #context = '';
  version = '';

  private constructor(child: ChildProcess, socket: WebSocket) {
    this.#process = child;
    this.#socket = socket;
    this.#hungUp = new Promise((_resolve, reject) => {
      socket.addEventListener('close', () => reject(new Error('Firefox has hung up.')));
    });
    this.#hungUp.catch(() => undefined);
    socket.addEventListener('message', ({ data }) => {
      const answer = JSON.parse(String(data)) as Answer;
      if (answer.id !== undefined) this.#waiting.get(answer.id)?.(answer);
    });
  }

  static async begin(folder: string): Promise<BidiSession> {
    const args = ['--headless', '--remote-debugging-port', '0', '--no-remote', '--profile', folder];
    const child = startGroup(program!, args, { MOZ_HEADLESS: '1' });
    const address = await addressFrom(child);
    const socket = new WebSocket(`${address}/session`);
    await new Promise((resolve, reject) => {
      socket.addEventListener('open', resolve);
      socket.addEventListener('error', () => reject(new Error('Firefox did not answer.')));
    });
    const session = new BidiSession(child, socket);
    const { capabilities } = await session.#ask('session.new', { capabilities: {} });
    session.version = (capabilities as { browserVersion: string }).browserVersion;
    const { contexts } = await session.#ask('browsingContext.getTree', {});
    session.#context = (contexts as { context: string }[])[0]!.context;
    const context = session.#context;
    await session.#ask('browsingContext.setViewport', { context, viewport: windowSize });
    return session;
  }

  async goTo(url: string): Promise<void> {
    await this.#ask('browsingContext.navigate', { context: this.#context, url, wait: 'complete' });
  }

  async look(body: string, args: readonly string[]): Promise<unknown> {
    const { result, exceptionDetails } = await this.#ask('script.callFunction', {
      functionDeclaration: `async (...args) => JSON.stringify((await (async (args) => {${body}})(args)) ?? null)`,
      arguments: args.map((value) => ({ type: 'string', value })),
      awaitPromise: true,
      target: { context: this.#context },
    });
    if (exceptionDetails) throw new Error(JSON.stringify(exceptionDetails));
    return JSON.parse((result as { value: string }).value);
  }

  async press(x: number, y: number): Promise<void> {
    const at = { type: 'pointerMove', x: Math.round(x), y: Math.round(y) };
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
    // It is given the time to write down what its pages have stored.
    await this.#ask('browser.close', {}).catch(() => undefined);
    this.#socket.close();
    await endGroup(this.#process);
  }

  async #act(source: object): Promise<void> {
    await this.#ask('input.performActions', { context: this.#context, actions: [source] });
  }

  async #ask(method: string, params: object): Promise<Record<string, unknown>> {
    const id = ++this.#asked;
    const answered = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    const answer = await Promise.race([answered, this.#hungUp]);
    this.#waiting.delete(id);
    if (answer.type === 'error') throw new Error(`${method}: ${answer.message}`);
    return answer.result ?? {};
  }
}

/** It says on its error output where it listens. */
function addressFrom(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('Firefox did not start.')), startMsMax);
    let said = '';
    child.stderr!.on('data', (data: Buffer) => {
      said += data.toString();
      const [, address] = /WebDriver BiDi listening on (ws:\/\/\S+)/.exec(said) ?? [];
      if (!address) return;
      clearTimeout(timer);
      child.stderr!.removeAllListeners('data').resume();
      resolve(address);
    });
    child.once('exit', () => reject(new Error(`Firefox ended: ${said.slice(-500)}`)));
  });
}
