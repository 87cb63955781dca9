/**
 * A ward of 10,000 electors and 5,000 contacts on somebody's laptop, with the network cut: opened
 * from a cold start, searched, written in, and what it holds of memory. Each of the five runs
 * starts the browser anew.
 */
import { join as joinPath } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import type { BrowserContext } from '@playwright/test';
import { assert } from '@wardbook/shared/base/assert';
import { electors } from '@wardbook/shared/kinds/register/register';
import { openBook } from '@wardbook/shared/books/ward';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { measureAnswers, waitingChanges } from './parts/answers.ts';
import { heapBytes, join, openBrowser, untilAppIsStored, untilStatus } from './parts/browser.ts';
import {
  clearSearch,
  foundIn,
  measureKeystrokes,
  openCold,
  searchRecords,
  searchedTexts,
} from './parts/people-page.ts';
import { withStage, type Stage } from './parts/stage.ts';
import { rowOf, runCount } from './parts/statistics.ts';
import { storedBook } from './parts/stored-book.ts';
import { contactCount, contactsIn, electorCount } from '@wardbook/shared/testing/measured-ward';

export const name = 'The ward on one laptop, offline';

const answersPerRun = 4;
const arriveMsMax = 20_000;
const bytesPerMegabyte = 1e6;

class Samples {
  readonly rows: number[] = [];
  readonly searched: number[] = [];
  readonly keys: number[] = [];
  readonly answers: number[] = [];
  readonly heap: number[] = [];
  readonly bareOpen: number[] = [];
  readonly bareFilter: number[] = [];
  readonly barePut: number[] = [];
  readonly bareHeap: number[] = [];
}

export async function run(): Promise<readonly Row[]> {
  return withStage(async (stage) => {
    const profile = joinPath(stage.folder, 'laptop');
    await prepare(stage, profile);
    await stage.relay.stop();
    const people = electors(openBook(stage.founder.replica.doc)).electors;
    const records = searchRecords(people);
    const samples = new Samples();
    for (let done = 0; done < runCount; done += 1) {
      const context = await openBrowser(profile);
      await measureApp(stage, context, records, samples);
      await measureYardsticks(stage, context, records, samples);
      await context.close();
    }
    return rowsOf(samples);
  });
}

/** The book comes to the laptop by a link, and an evening's contacts after it, one by one. */
async function prepare(stage: Stage, profile: string): Promise<void> {
  const { founder, yardsticks } = stage;
  const context = await openBrowser(profile);
  const page = await context.newPage();
  await join(page, await founder.inviteLink(), 'Laptop');
  await founder.canvassEvening();
  const until = performance.now() + arriveMsMax;
  for (;;) {
    const book = openBook(await storedBook(page, founder.replica.book));
    const isAllThere =
      electors(book).electors.length === electorCount && contactsIn(book) === contactCount;
    if (isAllThere) break;
    assert(performance.now() < until, 'the whole ward arrives on the laptop');
    await after(200);
  }
  await untilStatus(page, 'Shared');
  await untilAppIsStored(page);
  await context.close();
  await yardsticks.lay('ward.bin', founder.update);
}

async function measureApp(
  { relay, founder }: Stage,
  context: BrowserContext,
  records: readonly string[],
  samples: Samples,
): Promise<void> {
  await context.setOffline(true);
  const address = `${relay.url}/b/${founder.replica.book}/people`;
  const { page, opened } = await openCold(context, address, records);
  samples.rows.push(opened.rowsMs);
  samples.searched.push(opened.searchedMs);
  await clearSearch(page);
  samples.heap.push((await heapBytes(page)) / bytesPerMegabyte);
  samples.keys.push(...(await measureKeystrokes(page, records)));
  samples.answers.push(...(await measureAnswers(page, answersPerRun)));
  // All that was said to be on this device is there, those of the runs before among them.
  const book = openBook(await storedBook(page, founder.replica.book));
  assert(contactsIn(book) === contactCount + samples.answers.length, 'every answer is on disk');
  assert((await waitingChanges(page)) >= samples.answers.length, 'every answer is said to wait');
  await page.close();
  await context.setOffline(false);
}

async function measureYardsticks(
  { yardsticks }: Stage,
  context: BrowserContext,
  records: readonly string[],
  samples: Samples,
): Promise<void> {
  const page = await yardsticks.open(context);
  const opened = await page.evaluate(() => globalThis.yardsticks.openDocument());
  assert(opened.electors === electorCount, 'the bare document holds the ward');
  samples.bareOpen.push(opened.ms);
  samples.bareHeap.push((await heapBytes(page)) / bytesPerMegabyte);
  assert(await page.evaluate(() => globalThis.yardsticks.isHeld()), 'it was held all the while');
  for (const text of searchedTexts()) {
    const filtered = await page.evaluate(
      (asked) => globalThis.yardsticks.filterRecords(asked.records, asked.text),
      { records, text },
    );
    assert(filtered.found === foundIn(records, text), 'the bare filter finds the same people');
    samples.bareFilter.push(filtered.ms);
  }
  const puts = await page.evaluate((count) => globalThis.yardsticks.putStrictly(count), 20);
  samples.barePut.push(...puts);
  await page.close();
}

function rowsOf(samples: Samples): Row[] {
  const bareDocument = 'the same records in a bare Yjs document';
  return [
    rowOf('Cold offline open, to a list with people in it', 'ms', samples.rows, {
      aim: 1_000,
      yardstick: { what: bareDocument, samples: samples.bareOpen },
    }),
    rowOf('The same, to all that a first search finds', 'ms', samples.searched, {
      aim: 1_000,
      yardstick: { what: bareDocument, samples: samples.bareOpen },
    }),
    rowOf('Keystroke to filtered list', 'ms', samples.keys, {
      aim: 50,
      yardstick: { what: 'bare array .filter', samples: samples.bareFilter },
    }),
    rowOf('Answer to “on this device”', 'ms', samples.answers, {
      aim: 50,
      yardstick: { what: 'bare IndexedDB put, strict', samples: samples.barePut },
    }),
    rowOf('Heap with the ward open', 'MB', samples.heap, {
      aim: 120,
      yardstick: { what: bareDocument, samples: samples.bareHeap },
    }),
  ];
}
