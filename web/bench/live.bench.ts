/** One person's edit to another's screen: two browsers, the relay between them, over loopback. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join as joinPath } from 'node:path';
import { fileURLToPath } from 'node:url';
import { assert } from '@wardbook/shared/base/assert';
import { openBook } from '@wardbook/shared/books/ward';
import type { Page } from '@playwright/test';
import type { Row } from '../../scripts/lib/bench-table.ts';
import { join, openBrowser, untilStatus } from './parts/browser.ts';
import { originOf } from './parts/page-clock.ts';
import { withStage, type Stage } from './parts/stage.ts';
import { rowOf } from './parts/statistics.ts';
import { askable } from '@wardbook/shared/testing/measured-ward';

export const name = 'Two browsers at once';

const bareEcho = fileURLToPath(import.meta.resolve('@wardbook/sync-server/trials/bare-echo-child'));
const editCount = 20;
/** As long as a small change is when it is sealed. */
const bareTextLength = 300;

export async function run(): Promise<readonly Row[]> {
  return withStage(async (stage) => {
    await using ending = new AsyncDisposableStack();
    const [ann, bob] = await Promise.all(
      ['ann', 'bob'].map((profile) => openBrowser(joinPath(stage.folder, profile))),
    );
    assert(ann && bob, 'there are two');
    ending.defer(() => ann.close());
    ending.defer(() => bob.close());
    const edits = await measureEdits(stage, await ann.newPage(), await bob.newPage());
    const writer = await stage.yardsticks.open(ann);
    const bare = await measureBareTexts(writer, await stage.yardsticks.open(bob));
    return [
      rowOf('Edit to the other browser’s screen', 'ms', edits, {
        aim: 100,
        yardstick: { what: 'bare WebSocket text to the other page’s screen', samples: bare },
      }),
    ];
  });
}

/** From Enter in one browser to the frame with the new number in the other, ms. */
async function measureEdits({ founder, relay }: Stage, ann: Page, bob: Page): Promise<number[]> {
  const elector = askable(openBook(founder.replica.doc))[0]!;
  for (const [page, person] of [
    [ann, 'Ann'],
    [bob, 'Bob'],
  ] as const) {
    await join(page, await founder.inviteLink(), person);
    await page.goto(`${relay.url}/b/${founder.replica.book}/people/${elector.id}`);
    await mobileOf(page).waitFor();
    await untilStatus(page, 'Shared');
  }
  const offset = (await originOf(bob)) - (await originOf(ann));
  const samples: number[] = [];
  for (let edit = 0; edit < editCount; edit += 1) {
    const value = `07700 900${String(edit).padStart(3, '0')}`;
    await mobileOf(ann).fill(value);
    await ann.evaluate(() => pageClock.arm('keydown', () => true));
    await bob.evaluate((wanted) => {
      const field = [...document.querySelectorAll('label')].find(
        ({ textContent }) => textContent?.trim() === 'Mobile',
      )?.control as HTMLInputElement;
      globalThis.seen = pageClock.frameWith(() => field.value === wanted);
    }, value);
    await mobileOf(ann).press('Enter');
    const { from } = await ann.evaluate(() => pageClock.result());
    const to = await bob.evaluate(() => globalThis.seen);
    samples.push(to + offset - from);
    assert((await mobileOf(bob).inputValue()) === value, 'the other has the number');
    await untilStatus(ann, 'Shared');
  }
  assert(
    samples.every((ms) => ms > 0),
    'nothing is seen before it is written',
  );
  return samples;
}

function mobileOf(page: Page) {
  return page.getByRole('textbox', { name: 'Mobile' });
}

declare global {
  var seen: Promise<number>;
}

async function measureBareTexts(writer: Page, reader: Page): Promise<number[]> {
  await using ending = new AsyncDisposableStack();
  const child = spawn(process.execPath, [bareEcho], { stdio: ['ignore', 'pipe', 'inherit'] });
  ending.defer(() => void child.kill());
  const [port] = (await once(child.stdout, 'data')) as [Buffer];
  const url = `ws://127.0.0.1:${port.toString().trim()}`;
  for (const page of [writer, reader])
    await page.evaluate((at) => globalThis.yardsticks.listen(at), url);
  const offset = (await originOf(reader)) - (await originOf(writer));
  const samples: number[] = [];
  for (let edit = 0; edit < editCount; edit += 1) {
    const text = String(edit).padStart(bareTextLength, '.');
    await reader.evaluate(() => globalThis.yardsticks.expectText());
    const from = await writer.evaluate((sent) => globalThis.yardsticks.send(sent), text);
    samples.push((await reader.evaluate(() => globalThis.yardsticks.inFrame())) + offset - from);
    const shown = await reader.locator('#screen').textContent();
    assert(shown === text, 'the other page shows the text');
  }
  return samples;
}
