/** Recording answers with no network, measured from the tap to the word that they are kept. */
import type { Page } from '@playwright/test';
import { assert } from '@wardbook/shared/base/assert';
import { peopleListed, statusLine } from './browser.ts';

/** From the tap to the frame that says the answer is on this device, ms, for each of `count`. */
export async function measureAnswers(page: Page, count: number): Promise<number[]> {
  const samples: number[] = [];
  for (let index = 0; index < count; index += 1) {
    await peopleListed(page).nth(index).click();
    await page.getByRole('button', { name: 'Record an answer' }).click();
    const notIn = page.getByRole('dialog').getByRole('button', { name: 'Not in', exact: true });
    await notIn.waitFor();
    await page.evaluate(armForSaved);
    await notIn.click();
    const { from, to } = await page.evaluate(() => pageClock.result());
    samples.push(to - from);
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  }
  return samples;
}

/** How many changes wait for the relay, in the words of the status line. */
export async function waitingChanges(page: Page): Promise<number> {
  const words = (await statusLine(page).textContent()) ?? '';
  const found = /(\d+) changes? waiting, safe on this device/.exec(words);
  assert(found, `the status line says what is waiting: ${words}`);
  return Number(found[1]);
}

function armForSaved(): void {
  const line = document.querySelector('a[href$="/more/data"]');
  const before = line?.textContent;
  pageClock.arm('click', () => {
    const words = line?.textContent ?? '';
    return words !== before && words.includes('safe on this device');
  });
}
