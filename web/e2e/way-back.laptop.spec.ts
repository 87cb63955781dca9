/** An editor gone bad, and a keeper who has never needed the way back before. */
import { makeCopy, removePerson } from './support/book-files.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

async function remember(who: Device, title: string): Promise<void> {
  await who.goTo('Memory');
  await who
    .button(/^(Write down the first thing|Add)$/)
    .first()
    .click();
  await who.field('In a few words').fill(title);
  await who.button('Add to memory').click();
  await expect(who.heading(title)).toBeVisible();
}

test('what an editor spoilt is seen, brought back and struck out, and that is put back', async ({
  device,
  another,
}) => {
  const ben = await another();
  const { page } = device;
  await device.startFullWardWith(ben);
  await remember(device, 'Crossing at the school');
  await device.seesShared();
  const copy = await makeCopy(device);

  // Ben writes over what Ann knew, and adds what is not so.
  await ben.goTo('Memory');
  await ben.page.getByRole('option', { name: /Crossing at the school/ }).click();
  await ben.button('Edit').click();
  await ben.field('In a few words').fill('Nothing to see here');
  await ben.button('Keep changes').click();
  await remember(ben, 'A lie about the bridge');
  await ben.seesShared();
  await device.goTo('Memory');
  await expect(page.getByRole('option', { name: /A lie about the bridge/ })).toBeVisible();

  await removePerson(device, 'Ben Editor');

  await device.goToMore('The way back');
  await device
    .button('Look into a copy in a file')
    .setInputFiles({ name: 'x.wardbook', mimeType: 'application/octet-stream', buffer: copy });
  await expect(page.getByRole('heading', { name: 'What has gone since' })).toBeVisible();
  const line = page.getByRole('checkbox', { name: 'Memory: Crossing at the school' });
  await expect(line).toHaveAccessibleDescription(/^Written over by Ben Editor, /);
  await line.click();
  await device.button('Bring 1 back').click();
  await expect(page.getByText('1 entry is back.')).toBeVisible();
  await expect(page.getByText('Nothing has gone: all that stood')).toBeVisible();
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(line).toBeVisible();
  await device.button('All copies').click();

  await page.getByRole('link', { name: 'Undo everything one person did' }).click();
  await page
    .getByRole('combobox', { name: 'Who did it' })
    .selectOption({ label: 'Ben Editor (no longer in the team)' });
  await page
    .getByRole('combobox', { name: 'From which day on was it wrong?' })
    .selectOption({ index: 1 });
  await expect(page.getByText('Ben Editor wrote 2 entries in that time.')).toBeVisible();
  await expect(page.getByText('Memory: A lie about the bridge')).toBeVisible();
  await device.button('Undo all of this').click();
  await page.getByRole('dialog').getByRole('button', { name: 'Undo it all' }).click();
  await expect(
    page.getByText('2 entries of Ben Editor are out of the book. 1 entry is back.'),
  ).toBeVisible();
  await device.goTo('Memory');
  await expect(page.getByRole('option', { name: /Crossing at the school/ })).toBeVisible();
  await expect(page.getByRole('option', { name: /A lie about the bridge/ })).toHaveCount(0);

  await device.goToMore('The way back');
  await expect(page.getByText(/^Ann Keeper undid everything Ben Editor did since /)).toBeVisible();
  await device.button(/^Put it back/).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Put it back' }).click();
  await expect(page.getByText('What Ben Editor did is back.')).toBeVisible();
  await device.goTo('Memory');
  await expect(page.getByRole('option', { name: /A lie about the bridge/ })).toBeVisible();
  await device.goToMore('The way back');
  await device.button(/^Undo it once more/).click();
  await expect(page.getByText('What Ben Editor did is out of the book again.')).toBeVisible();
});

test('a keeper’s device keeps a copy of the day by itself, and looks somebody up in it', async ({
  device,
}) => {
  const { page } = device;
  await device.startFullWard();
  await device.goToMore('The way back');
  await expect(page.getByText('There is no copy yet.')).toBeVisible();
  await page.getByRole('button', { name: /^What has gone since/ }).click({ timeout: 60_000 });
  await expect(page.getByText('Nothing has gone: all that stood')).toBeVisible();
  await page.getByRole('searchbox').fill('e');
  await page.getByRole('searchbox').fill('er');
  await expect(page.getByText('The same now.').first()).toBeVisible();
});

test('a backup that the relay’s operator kept is read beside the live book', async ({
  device,
  relay,
}) => {
  const { page } = device;
  await device.startFullWard();
  await remember(device, 'Crossing at the school');
  await device.seesShared();
  await relay.keepBackup();
  await relay.restart();
  await device.seesShared();
  await device.button('Edit').click();
  await device.field('In a few words').fill('Nothing to see here');
  await device.button('Keep changes').click();
  await device.goToMore('The way back');
  await device.button('Look into the backup').click();
  await expect(page.getByText('This is the relay’s backup of the book')).toBeVisible();
  await page.getByRole('checkbox', { name: 'Memory: Crossing at the school' }).click();
  await device.button('Bring 1 back').click();
  await expect(page.getByText('1 entry is back.')).toBeVisible();
});
