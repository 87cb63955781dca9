/** How much JavaScript a first visit brings, compressed. The same at every run, so measured once. */
import { readFile } from 'node:fs/promises';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';
import type { BrowserContext, Page } from '@playwright/test';
import { assert } from '@wardbook/shared/base/assert';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { join, openBrowser } from './parts/browser.ts';
import { withStage } from './parts/stage.ts';

export const name = 'First load';

const build = fileURLToPath(new URL('../build', import.meta.url));
const quietMs = 1_500;

export async function run(): Promise<readonly Row[]> {
  return withStage(async ({ folder, relay, founder }) => {
    const home = await openBrowser(joinPath(folder, 'home'));
    const homeScripts = await scriptsOf(home, (page) => page.goto(relay.url));
    await home.close();
    const member = await openBrowser(joinPath(folder, 'member'));
    const joining = await member.newPage();
    await join(joining, await founder.inviteLink(), 'Somebody');
    await joining.close();
    const peopleScripts = await scriptsOf(member, async (page) => {
      await page.goto(`${relay.url}/b/${founder.replica.book}/people`);
      await page.getByText('10,000 people').waitFor();
    });
    await member.close();
    return [
      await rowOf('JavaScript of the first page, gzip', homeScripts),
      await rowOf('JavaScript of the list of people, gzip', peopleScripts),
    ];
  });
}

/** Paths of all scripts that the page itself asks for; what the service worker keeps is not among them. */
async function scriptsOf(
  context: BrowserContext,
  visit: (page: Page) => Promise<unknown>,
): Promise<ReadonlySet<string>> {
  const paths = new Set<string>();
  const page = await context.newPage();
  page.on('request', (request) => {
    const { pathname } = new URL(request.url());
    if (!request.serviceWorker() && pathname.endsWith('.js')) paths.add(pathname);
  });
  await visit(page);
  await page.waitForTimeout(quietMs);
  await page.close();
  assert(paths.size > 0, 'a page asks for scripts');
  return paths;
}

async function rowOf(what: string, paths: ReadonlySet<string>): Promise<Row> {
  const files = [...paths].filter((path) => path !== '/service-worker.js');
  const contents = await Promise.all(files.map((path) => readFile(joinPath(build, path))));
  const kilobytes = (bytes: number) => bytes / 1_000;
  const plain = kilobytes(contents.reduce((sum, { length }) => sum + length, 0));
  const packed = kilobytes(
    contents.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0),
  );
  return {
    what: `${what} (${files.length} files)`,
    unit: 'KB',
    median: packed,
    min: packed,
    max: packed,
    aim: 200,
    yardstick: { what: 'the same, not compressed', median: plain },
  };
}
