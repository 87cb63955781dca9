/** Importing a council's file of 10,000 rows into a new book, five times, each on a new device. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { assert } from '@wardbook/shared/base/assert';
import { electors } from '@wardbook/shared/kinds/register/register';
import { openBook } from '@wardbook/shared/books/ward';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { openBrowser, untilStatus } from './parts/browser.ts';
import type { Timed } from './parts/page-clock.ts';
import { startRelay } from './parts/relay-process.ts';
import { rowOf, runCount } from './parts/statistics.ts';
import { storedBook } from './parts/stored-book.ts';
import { electorCount, wardEntries, wardFile } from '@wardbook/shared/testing/measured-ward';
import { serveYardsticks } from './parts/yardstick-server.ts';

export const name = 'Importing a register';

interface Import {
  readonly readMs: number;
  readonly writeMs: number;
  readonly longestMs: number;
  readonly sharedMs: number;
  readonly longestToSharedMs: number;
}

export async function run(): Promise<readonly Row[]> {
  await using ending = new AsyncDisposableStack();
  const folder = await mkdtemp(join(tmpdir(), 'wardbook-bench-'));
  ending.defer(() => rm(folder, { recursive: true, force: true, maxRetries: 5 }));
  const relay = await startRelay(join(folder, 'relay'));
  ending.defer(() => relay.stop());
  const yardsticks = await serveYardsticks(join(folder, 'yardsticks'));
  ending.defer(() => yardsticks.stop());
  const bytes = wardFile(wardEntries());
  const file = join(folder, 'register.csv');
  await writeFile(file, bytes);
  await yardsticks.lay('register.csv', bytes);

  const imports: Import[] = [];
  const bare: number[] = [];
  for (let done = 0; done < runCount; done += 1) {
    const context = await openBrowser(join(folder, `device-${done}`));
    const page = await context.newPage();
    imports.push(await importFile(page, relay.url, file));
    await page.close();
    const yardstick = await yardsticks.open(context);
    const parsed = await yardstick.evaluate(() => globalThis.yardsticks.parseFile());
    assert(parsed.rows === electorCount + 1, 'the bare parser finds every row');
    bare.push(parsed.ms);
    await context.close();
  }
  return rowsOf(imports, bare);
}

async function importFile(page: Page, origin: string, file: string): Promise<Import> {
  const book = await startBook(page, origin);
  await page.goto(`${origin}/b/${book}/more/import`);
  await untilStatus(page, 'Shared');
  const input = page.locator('input[type="file"]');
  await input.waitFor({ state: 'attached' });

  await page.evaluate(() =>
    pageClock.arm('change', () =>
      [...document.querySelectorAll('button')].some((button) =>
        button.textContent?.trim().startsWith('Import 10,000'),
      ),
    ),
  );
  await input.setInputFiles(file);
  const read = await page.evaluate(() => pageClock.result());
  await page.evaluate(() =>
    pageClock.arm(
      'click',
      () => document.body.textContent?.includes('All of it is on this device') ?? false,
    ),
  );
  await page.getByRole('button', { name: 'Import 10,000 people' }).click();
  const written = await page.evaluate(() => pageClock.result());
  const sharedAt = await page.evaluate(() =>
    pageClock.frameWith(
      () =>
        document.querySelector('a[href$="/more/data"]')?.textContent?.includes('Shared') ?? false,
    ),
  );
  const stored = openBook(await storedBook(page, book));
  assert(electors(stored).electors.length === electorCount, 'everybody is on the device');
  return {
    readMs: read.to - read.from,
    writeMs: written.to - written.from,
    longestMs: Math.max(await longestTask(page, read), await longestTask(page, written)),
    sharedMs: sharedAt - written.from,
    longestToSharedMs: await longestTask(page, { from: written.to, to: sharedAt }),
  };
}

/** Starts a book as a person does; gives its id. */
async function startBook(page: Page, origin: string): Promise<string> {
  await page.goto(`${origin}/start`);
  await page.getByLabel('Ward').fill('Measured Ward');
  await page.getByLabel('Council').fill('Measured Council');
  await page.getByLabel('Your name').fill('Somebody');
  await page.getByRole('button', { name: 'Start the book' }).click();
  await page.waitForURL('**/b/**');
  return new URL(page.url()).pathname.split('/')[2]!;
}

function longestTask(page: Page, { from, to }: Timed): Promise<number> {
  return page.evaluate((span) => pageClock.longestTask(span.from, span.to), { from, to });
}

function rowsOf(imports: readonly Import[], bare: readonly number[]): Row[] {
  const yardstick = { what: 'PapaParse alone, same bytes, in a worker', samples: bare };
  const each = (pick: (one: Import) => number) => imports.map(pick);
  const both = each(({ readMs, writeMs }) => readMs + writeMs);
  return [
    rowOf('Import of 10,000 rows, altogether', 'ms', both, { aim: 3_000, yardstick }),
    rowOf(
      'Of that, file chosen to preview',
      'ms',
      each(({ readMs }) => readMs),
    ),
    rowOf(
      'Of that, “Import” to “on this device”',
      'ms',
      each(({ writeMs }) => writeMs),
    ),
    rowOf(
      'Longest task of the page meanwhile (0: none over 50 ms)',
      'ms',
      each(({ longestMs }) => longestMs),
      { aim: 100 },
    ),
    rowOf(
      '“Import” to “Shared”',
      'ms',
      each(({ sharedMs }) => sharedMs),
    ),
    rowOf(
      'Longest task of the page from “on this device” to “Shared”',
      'ms',
      each(({ longestToSharedMs }) => longestToSharedMs),
    ),
  ];
}
