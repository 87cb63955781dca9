/** A relay, and people at browsers of one engine, each with a folder and a line of their own. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base } from '@playwright/test';
import { TestRelay } from '../support/relay.ts';
import type { Browser, Engine } from './browser.ts';
import { Line } from './line.ts';
import { Person } from './person.ts';

export interface Seat {
  readonly person: Person;
  readonly line: Line;
}

interface Fixtures {
  readonly relay: TestRelay;
  /** Another browser, with somebody at it. */
  readonly seat: (engine: Engine) => Promise<Seat>;
}

export const test = base.extend<Fixtures>({
  // eslint-disable-next-line no-empty-pattern -- Playwright reads the names out of the pattern.
  relay: async ({}, use) => {
    const relay = new TestRelay();
    await relay.start();
    await use(relay);
    await relay.remove();
  },
  seat: async ({ relay }, use) => {
    const folder = mkdtempSync(join(tmpdir(), 'wardbook-engine-'));
    const browsers: Browser[] = [];
    const lines: Line[] = [];
    await use(async (engine) => {
      const line = new Line(relay.port);
      await line.open();
      lines.push(line);
      const browser = await engine.start(join(folder, String(browsers.length)));
      browsers.push(browser);
      return { person: new Person(browser), line };
    });
    for (const browser of browsers) await browser.end();
    for (const line of lines) await line.cut();
    rmSync(folder, { recursive: true, force: true });
  },
});
