/** The list of people in the open ward, measured as somebody uses it. */
import type { BrowserContext, Page } from '@playwright/test';
import { assert } from '@wardbook/shared/base/assert';
import { electorNumber, type Elector } from '@wardbook/shared/kinds/register/elector';
import { peopleListed } from './browser.ts';

/** Typed letter by letter. Each letter leaves fewer people than the one before. */
const searches = ['harri', 'marke'];
const firstSearch = 'harri';

export interface ColdOpen {
  /** ms from the navigation to the frame that shows people. */
  readonly rowsMs: number;
  /** ms to the frame that shows all that the first search finds, typed at `rowsMs`. */
  readonly searchedMs: number;
}

/** What the list counts when this many of all are in it. */
const countText = (found: number, all: number) =>
  `${found.toLocaleString('en-GB')} of ${all.toLocaleString('en-GB')} people`;

/** Each person as the words that a search looks through, for the bare filter. */
export function searchRecords(electors: readonly Elector[]): string[] {
  return electors.map((elector) => {
    const { forenames, surname, address, postcode } = elector;
    const written = [forenames, surname, ...address, electorNumber(elector), postcode].join(' ');
    const plain = written
      .normalize('NFD')
      .replaceAll(/[\u0300-\u036f]/g, '')
      .toLowerCase();
    const words = plain.replaceAll(/[-/,.]/g, ' ');
    return ` ${words.replaceAll("'", '')} ${words.replaceAll("'", ' ')}`;
  });
}

export function foundIn(records: readonly string[], text: string): number {
  return records.filter((record) => record.includes(` ${text}`)).length;
}

/** What is typed, in order, for the bare filter too. */
export function searchedTexts(): string[] {
  return searches.flatMap((text) => [...text].map((_, index) => text.slice(0, index + 1)));
}

/** Opens the list in a page of its own and searches as soon as there is somebody in it. */
export async function openCold(
  context: BrowserContext,
  address: string,
  records: readonly string[],
): Promise<{ page: Page; opened: ColdOpen }> {
  const page = await context.newPage();
  await page.addInitScript(installFirstSearch, {
    text: firstSearch,
    answer: countText(foundIn(records, firstSearch), records.length),
  });
  await page.goto(address, { waitUntil: 'commit' });
  const opened = await page.evaluate(() => globalThis.firstSearch);
  const names = await peopleListed(page).allInnerTexts();
  assert(names.length > 0, 'the search shows people');
  return { page, opened };
}

/** From each key to the frame with the people it leaves, ms. The count is checked each time. */
export async function measureKeystrokes(page: Page, records: readonly string[]): Promise<number[]> {
  const samples: number[] = [];
  const field = page.getByRole('searchbox');
  for (const text of searches) {
    await field.focus();
    for (const [index, key] of [...text].entries()) {
      const found = foundIn(records, text.slice(0, index + 1));
      await page.evaluate(armForCount, countText(found, records.length));
      await page.keyboard.press(key);
      const { from, to } = await page.evaluate(() => pageClock.result());
      samples.push(to - from);
    }
    await clearSearch(page);
  }
  return samples;
}

/** Something must be searched for: in an empty field Escape means to leave it. */
export async function clearSearch(page: Page): Promise<void> {
  await page.getByRole('searchbox').press('Escape');
  await page.waitForFunction(
    () => !/ of /.test(document.querySelector('#people ~ * p[role="status"]')?.textContent ?? ''),
  );
}

declare global {
  var firstSearch: Promise<ColdOpen>;
}

function armForCount(answer: string): void {
  const count = () => document.querySelector('#people ~ * p[role="status"]')?.textContent?.trim();
  if (count() === answer) throw new Error(`“${answer}” before the key is pressed`);
  pageClock.arm('keydown', () => count() === answer);
}

/** Runs in the page, so it may use nothing from around it. */
function installFirstSearch({ text, answer }: { text: string; answer: string }): void {
  const search = async (): Promise<ColdOpen> => {
    const rowsMs = await pageClock.frameWith(
      () => document.querySelector('[role="listbox"] [role="option"]') !== null,
    );
    const field = document.querySelector<HTMLInputElement>('[role="searchbox"]')!;
    field.value = text;
    field.dispatchEvent(new InputEvent('input', { bubbles: true }));
    const searchedMs = await pageClock.frameWith(
      () => document.querySelector('#people ~ * p[role="status"]')?.textContent?.trim() === answer,
    );
    return { rowsMs, searchedMs };
  };
  globalThis.firstSearch = search();
}
