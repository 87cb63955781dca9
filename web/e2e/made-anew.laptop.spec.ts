/** A document is made anew under two windows' eyes, and nobody at them notices. */
import type { Page } from '@playwright/test';
import { copyBook } from './support/old-copy.ts';
import { expect, test } from './support/fixtures.ts';

const newNote = (page: Page) => page.getByLabel('New note');

/** What stands on a page that is drawn anew is another element. */
async function begin(page: Page, words: string): Promise<void> {
  await newNote(page).fill(words);
  await newNote(page).evaluate((field) => field.setAttribute('data-begun', 'yes'));
}

/** How far down the record is scrolled; `to` puts it there first, short of its end, which may move. */
function placeOnPage(page: Page, to?: number): Promise<number> {
  return newNote(page).evaluate((field, given) => {
    const scrolled = field.closest('.overflow-y-auto')!;
    if (given !== undefined) scrolled.scrollTop = given;
    return scrolled.scrollTop;
  }, to);
}

test('[OPEN3] half-typed notes, an open dialog and the place on the page stay, and what is then saved reaches the others', async ({
  device,
  another,
}) => {
  const ben = await another();
  await device.startFullWardWith(ben);
  await ben.untilAppIsStored();
  const home = ben.bookPath;
  const backup = await copyBook(ben.page);
  await ben.page.goto(home);
  await ben.openPerson('Esha Patel');
  await ben.field('Mobile').fill('07700 900111');
  await ben.field('Mobile').press('Tab');
  await ben.seesShared();
  await copyBook(ben.page, backup);

  // Out of reach it goes on beside what it had shared.
  await ben.cutNetwork();
  await ben.page.goto(home);
  await ben.openPerson('Esha Patel');
  await ben.field('Email').fill('esha@example.org');
  await ben.field('Email').press('Tab');
  await ben.seesStatus(/waiting/);
  const second = await ben.context.newPage();
  await second.goto(ben.page.url());
  await begin(second, 'From the other window');
  await begin(ben.page, 'Ring twice');
  await ben.button('Record an answer').click();
  const dialog = ben.page.getByRole('dialog');
  await dialog.evaluate((each) => each.setAttribute('data-begun', 'yes'));
  expect(await placeOnPage(ben.page, 60)).toBe(60);

  await ben.restoreNetwork();
  await ben.seesShared();
  await expect(ben.page.getByLabel('Mobile', { exact: true })).toHaveValue('07700 900111');
  await expect(second.getByLabel('Mobile', { exact: true })).toHaveValue('07700 900111');
  expect(await placeOnPage(ben.page)).toBe(60);
  await expect(dialog).toHaveAttribute('data-begun', 'yes');
  for (const [page, words] of [
    [ben.page, 'Ring twice'],
    [second, 'From the other window'],
  ] as const) {
    await expect(newNote(page)).toHaveValue(words);
    await expect(newNote(page)).toHaveAttribute('data-begun', 'yes');
  }

  await dialog.getByRole('button', { name: 'G Green', exact: true }).click();
  await ben.button('Done').click();
  await ben.button('Add note').click();
  await second.getByRole('button', { name: 'Add note' }).click();
  await ben.seesShared();
  await device.openPerson('Esha Patel');
  await expect(device.part('What counts now')).toContainText('Green');
  for (const words of ['Ring twice', 'From the other window'])
    await expect(device.part('Notes').getByText(words)).toBeVisible();
  await expect(device.field('Email')).toHaveValue('esha@example.org');
  await expect(device.field('Mobile')).toHaveValue('07700 900111');
});
