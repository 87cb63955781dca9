/** People at browsers of one engine, each with a folder and a line to the relay of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '../support/fixtures.ts';
import { Line } from '../support/line.ts';
import type { Browser, Engine } from './browser.ts';
import { Person } from './person.ts';

export { expect } from '../support/fixtures.ts';

interface Seat {
  readonly person: Person;
  readonly line: Line;
}

interface Fixtures {
  /** Another browser, with somebody at it. */
  readonly seat: (engine: Engine) => Promise<Seat>;
}

export const test = base.extend<Fixtures>({
  seat: async ({ relay }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'wardbook-engine-'));
    const browsers: Browser[] = [];
    const lines: Line[] = [];
    await use(async (engine) => {
      const line = new Line(relay.port);
      await line.start();
      lines.push(line);
      const browser = await engine.start(join(folder, String(browsers.length)));
      browsers.push(browser);
      return { person: new Person(browser), line };
    });
    for (const browser of browsers) await browser.end();
    for (const line of lines) await line.stop();
    rmSync(folder, { recursive: true, force: true });
  },
});
