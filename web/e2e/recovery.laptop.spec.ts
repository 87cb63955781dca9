/** A recovery sheet is made and proven; every device is lost; the book comes back. */
import { recoverySheetFromWords } from '@wardbook/shared/sealing/recovery-sheet';
import { writeRecoverySheetLink } from '../src/lib/sync/files/recovery-sheet-link.ts';
import { makeCopy } from './support/book-files.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

test(
  'a recovery sheet is proven by three words, and brings the book back to a new device',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const words = await makeRecoverySheet(device);
    await device.goToMore('Who was let in');
    await expect(device.page.getByText('Ann Keeper printed a recovery sheet.')).toBeVisible();
    await expect(device.page.getByText('Ann Keeper made a recovery sheet.')).toBeVisible();
    await device.seesShared();
    await device.context.close();

    const fresh = await another();
    await fresh.page.goto('/');
    await fresh.link('Restore a book from a recovery sheet').click();
    // A slip of the finger is noticed and put right by one press.
    await fresh
      .field('The 15 words')
      .fill(` ${words.slice(0, 14).join(' ')} ${words[14]!.slice(0, -1)}q`);
    await fresh.field('The 15 words').press('Space');
    await expect(fresh.page.getByText('14 of 15 words are good')).toBeVisible();
    await fresh.button(`${words[14]} for word 15`).click();
    await expect(fresh.page.getByText('15 of 15 words are good')).toBeVisible();
    await fresh.field('Your name').fill('Ann Again');
    await fresh.button('Restore the book').click();
    await fresh.seesShared();
    await fresh.openPerson('Esha Patel');
    await fresh.recordAnswer('G Green');
    await fresh.seesShared();
    // A keeper, who can see to it that the lost device is out.
    await fresh.goToMore('Team');
    await expect(fresh.page.getByRole('main')).toContainText('Ann Again');
    await expect(fresh.button('Change Ann Keeper')).toBeVisible();
  },
);

test(
  'the code on the recovery sheet is as good as its words, and leaves no trace in the address',
  { tag: '@long' },
  async ({ device, another, guard }) => {
    await device.startFullWard('Ann Keeper');
    const words = await makeRecoverySheet(device);
    const fresh = await another();
    const code = codeOf(words);
    await fresh.page.goto(`/restore#${code}`);
    await fresh.page.waitForURL(/\/restore$/);
    await fresh.page.reload();
    // After a reload it is forgotten: it stands nowhere but on paper.
    await expect(fresh.field('The 15 words')).toBeVisible();
    await fresh.startAfresh(`/restore#${code}`);
    await expect(fresh.page.getByText('The code on the sheet has been read.')).toBeVisible();
    expect(fresh.page.url()).toMatch(/\/restore$/);
    await fresh.field('Your name').fill('Ann Again');
    await fresh.button('Restore the book').click();
    await fresh.seesShared();
    const secret = code.split('.')[1]!;
    expect(guard.addresses.filter((address) => address.includes(secret))).toEqual([]);
  },
);

test(
  'with the relay empty, a colleague’s copy and the recovery sheet bring the book back',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    const words = await makeRecoverySheet(device);
    await ben.openPerson('Esha Patel');
    await ben.recordAnswer('G Green');
    await ben.seesShared();
    const copy = await makeCopy(ben);
    await device.context.close();
    await ben.context.close();
    await relay.stop();
    relay.wipe();
    await relay.start();

    const fresh = await another();
    await restore(fresh, words);
    await expect(fresh.page.getByRole('alert')).toContainText(
      'The relay at this address has no such book.',
    );
    await fresh
      .button('Choose a copy')
      .setInputFiles({ name: 'x.wardbook', mimeType: 'application/octet-stream', buffer: copy });
    await fresh.button('Restore the book').click();
    await fresh.seesShared();
    await fresh.openPerson('Esha Patel');
    await expect(fresh.part('What counts now')).toContainText('Green');
    // The relay has the book again: others can join there.
    const cat = await another();
    await cat.join(await fresh.invite('Reader'), 'Cat Reader');
  },
);

test(
  'wrong words, a cancelled recovery sheet and no answer are told apart',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    await device.startFullWard('Ann Keeper');
    const words = await makeRecoverySheet(device);
    const fresh = await another();
    const swapped = [words[1]!, words[0]!, ...words.slice(2)];
    await fresh.page.goto('/restore');
    await fresh.field('The 15 words').fill('zoo zoo qqq zoo');
    await fresh.field('Your name').fill('Ann Again');
    await fresh.button('Restore the book').click();
    await expect(fresh.page.getByText(/Word 3, “qqq”, is on no recovery sheet/)).toBeVisible();
    if (swapped[0] !== swapped[1]) {
      await restore(fresh, swapped);
      await expect(
        fresh.page.getByText(
          /two have changed places|has no such book|of no sheet that the book knows/,
        ),
      ).toBeVisible();
    }

    await device.goToMore('Recovery sheet');
    await device.button(/^Cancel the sheet/).click();
    await device.page.getByRole('dialog').getByRole('button', { name: 'Cancel the sheet' }).click();
    await expect(device.page.getByText('The sheet is cancelled', { exact: false })).toBeVisible();
    await expect(
      device.page.getByText('None. This book has no way back on paper yet.'),
    ).toBeVisible();
    await restore(fresh, words);
    await expect(fresh.page.getByRole('alert')).toContainText(
      'A keeper has cancelled this recovery sheet',
    );

    await fresh.untilAppIsStored();
    await relay.stop();
    await fresh.button('Restore the book').click();
    await expect(fresh.page.getByRole('alert')).toContainText('There was no answer from the relay');
  },
);

test(
  'a recovery sheet is one page of paper, and is not good before it is proven',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard('Ann Keeper');
    await device.goToMore('Recovery sheet');
    await device.button('Make a recovery sheet').click();
    await expect(
      device.page.getByText('The sheet is not good yet', { exact: false }),
    ).toBeVisible();
    const pdf = await device.page.pdf({ preferCSSPageSize: true });
    expect(pdf.toString('latin1').match(/\/Type\s*\/Page\b/g)).toHaveLength(1);
    await device.button('I have it on paper: go on').click();
    for (const field of await device.page.getByRole('textbox').all()) await field.fill('zebra');
    await device.button('Make the sheet good').click();
    await expect(
      device.page.getByText(/This is not word \d+\. Look at your paper again\./).first(),
    ).toBeVisible();
    await device.goToMore('Team');
    await device.goToMore('Recovery sheet');
    await expect(
      device.page.getByText('None. This book has no way back on paper yet.'),
    ).toBeVisible();
  },
);

/** Makes a recovery sheet and proves it, and says what stands on the paper. */
async function makeRecoverySheet(device: Device): Promise<string[]> {
  await device.goToMore('Recovery sheet');
  await device.button('Make a recovery sheet').click();
  const paper = device.page.getByRole('article', { name: 'Recovery sheet' });
  const lines = await paper.getByRole('list').first().getByRole('listitem').allInnerTexts();
  const words = lines.map((line) => line.replace(/[^a-z]/g, ''));
  expect(words).toHaveLength(15);
  await device.page.evaluate(() => (window.print = () => undefined));
  await device.button('Print the sheet').click();
  await device.button('I have it on paper: go on').click();
  for (const field of await device.page.getByRole('textbox', { name: /^Word \d+$/ }).all()) {
    const label = await field.evaluate((input: HTMLInputElement) => input.labels?.[0]?.innerText);
    await field.fill(words[Number(/\d+/.exec(label ?? '')![0]) - 1]!);
  }
  await device.button('Make the sheet good').click();
  await expect(device.page.getByText('The sheet is good from now on.')).toBeVisible();
  return words;
}

async function restore(device: Device, words: readonly string[]): Promise<void> {
  await device.page.goto('/restore');
  await device.field('The 15 words').fill(words.join(' '));
  await device.field('Your name').fill('Ann Again');
  await device.button('Restore the book').click();
}

/** What the code on the paper says, made from the words as the app makes it. */
function codeOf(words: readonly string[]): string {
  const recoverySheet = recoverySheetFromWords(words.join(' '));
  return writeRecoverySheetLink('http://any.invalid', recoverySheet!).split('#')[1]!;
}
