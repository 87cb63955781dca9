/**
 * Words that come without keys, as from dictation, and letters that are put together on the way, as by
 * keyboards for accents and other scripts: nothing is lost or doubled, and nothing else happens.
 */
import type { Locator, Page } from '@playwright/test';
import { expect, test } from './support/fixtures.ts';

/** Words from nowhere: one event of input, and no key. */
async function dictate(field: Locator, ...phrases: string[]): Promise<void> {
  await field.focus();
  for (const phrase of phrases) await field.page().keyboard.insertText(phrase);
}

/** What a system does that hears better a moment later, or corrects a word that was typed. */
async function replace(field: Locator, from: string, to: string): Promise<void> {
  await field.evaluate(
    (node, [was, becomes]) => {
      const input = node as HTMLInputElement | HTMLTextAreaElement;
      const at = input.value.indexOf(was);
      input.setRangeText(becomes, at, at + was.length, 'end');
      const inputType = 'insertReplacementText';
      input.dispatchEvent(new InputEvent('input', { inputType, data: becomes, bubbles: true }));
    },
    [from, to] as const,
  );
}

/** Letters that are put together: each state of them is shown, and the last one taken. */
async function compose(field: Locator, ...states: string[]): Promise<void> {
  const page = field.page();
  await field.focus();
  const session = await page.context().newCDPSession(page);
  for (const text of states)
    await session.send('Input.imeSetComposition', {
      text,
      selectionStart: text.length,
      selectionEnd: text.length,
    });
  await pressWithin(page, 'Enter');
  await pressWithin(page, 'ArrowDown');
  await session.send('Input.insertText', { text: states.at(-1)! });
  await session.detach();
}

/** A key for whatever is putting letters together: Safari tells a page so by its code alone. */
async function pressWithin(page: Page, key: string): Promise<void> {
  await page.evaluate((name) => {
    const event = { key: name, keyCode: 229, bubbles: true, cancelable: true };
    document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', event));
  }, key);
}

test('[PHONE7] a book is started by dictated names', { tag: '@long' }, async ({ device }) => {
  const { page } = device;
  await page.goto('/start');
  await dictate(page.getByLabel('Ward'), 'Elm', 'field');
  await dictate(page.getByLabel('Council'), 'Marlow Veil');
  await replace(page.getByLabel('Council'), 'Veil', 'Vale');
  await compose(page.getByLabel('Your name'), 'Z', 'Zo', 'Zoë');
  await expect(page.getByLabel('Your name')).toHaveValue('Zoë');
  await device.button('Start the book').click();
  await device.goToMore('About this book');
  await expect(device.field('Ward')).toHaveValue('Elmfield');
  await expect(device.field('Council')).toHaveValue('Marlow Vale');
  await device.goToMore('Team');
  await expect(device.link('Zoë')).toBeVisible();
});

test(
  '[PHONE7] the search follows what is dictated, put right and put together',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard();
    await device.goTo('People');
    await dictate(device.search, 'patel');
    await expect(device.people.getByRole('option')).toHaveCount(3);
    await replace(device.search, 'patel', 'esha patel');
    await expect(device.people.getByRole('option')).toHaveCount(1);
    await device.button('Clear the search').click();
    await compose(device.search, 'e', 'es', 'esha');
    await expect(device.people.getByRole('option')).toHaveCount(1);
    await expect(device.search).toHaveValue('esha');
    // The keys along the way were not the list's: nobody was opened by them, and nothing was cleared.
    await pressWithin(device.page, 'Enter');
    await pressWithin(device.page, 'Escape');
    await expect(device.page).toHaveURL(/\/people(#|$)/);
    await expect(device.search).toHaveValue('esha');
  },
);

test(
  '[PHONE7] notes and details are taken as they were heard, once',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await device.startFullWard();
    await device.openPerson('Esha Patel');
    await dictate(device.field('Known as'), 'Esh');
    await replace(device.field('Known as'), 'Esh', 'Esher');
    await pressWithin(page, 'Escape');
    await expect(device.field('Known as')).toHaveValue('Esher');
    await expect(device.heading('Esha Patel')).toBeVisible();
    await dictate(device.field('New note'), 'Worried about ', 'the zebra crossing');
    await compose(device.field('New note'), ' c', ' caf', ' café');
    await device.button('Add note').click();
    await expect(device.part('Notes').getByRole('listitem')).toHaveText([
      /^\s*Worried about the zebra crossing café\s+You/,
    ]);
    await expect(device.part('What was recorded')).toContainText('Known as: Esher');

    await device.button('Record an answer').click();
    const panel = page.getByRole('dialog');
    await panel.getByRole('button', { name: 'G Green' }).click();
    const note = panel.getByRole('textbox', { name: 'Note', exact: true });
    await dictate(note, 'Likes the park');
    await compose(note, 's', 's!');
    await pressWithin(page, 'Escape');
    await expect(panel).toBeVisible();
    await device.button('Done').click();
    await expect(device.part('What was recorded')).toContainText('Likes the parks!');
    await device.seesShared();
    await page.reload();
    await expect(device.part('What was recorded')).toContainText('Likes the parks!');
  },
);

test(
  '[PHONE7] whoever dictates is using the book: it does not lock under them',
  { tag: '@long' },
  async ({ device, relay }) => {
    const { page } = device;
    await page.clock.install();
    await device.startFullWard();
    await device.goToMore('Lock');
    await page.getByLabel('New PIN', { exact: true }).fill('402918');
    await page.getByLabel('The same PIN again', { exact: true }).fill('402918');
    await device.button('Set the lock').click();
    await expect(device.heading('This book has a lock on this device')).toBeVisible();
    await device.openPerson('Esha Patel');
    const note = device.field('New note');
    const isLocked = device.heading('This book is locked');
    // Three times six minutes: longer than the quarter of an hour after which it locks.
    for (const phrase of ['Worried ', 'about the ', 'crossing']) {
      relay.passTime(6 * 60_000);
      await page.clock.fastForward('06:00');
      await dictate(note, phrase);
      await device.seesShared();
    }
    await expect(note).toHaveValue('Worried about the crossing');
    await expect(isLocked).toHaveCount(0);
    relay.passTime(16 * 60_000);
    await page.clock.fastForward('16:00');
    await expect(isLocked).toBeVisible();
  },
);
