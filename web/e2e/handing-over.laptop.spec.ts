/** Somebody is removed while their device holds what it had not shared. */
import { downloadOf, removePerson, takeInFile, useDownloads } from './support/book-files.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

const removed = 'This device was removed';

test(
  'what was not shared goes to a keeper in a file, and only then the book leaves the device',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    const cat = await another();
    await cat.join(await device.invite('Editor'), 'Cat Editor');
    await recordApart(ben);
    await removePerson(device, 'Ben Editor');
    await ben.restoreNetwork();
    await ben.tryNow();
    await expect(ben.heading(removed)).toBeVisible();
    await expect(ben.page.getByText('1 change of yours had not been shared.')).toBeVisible();

    // The question stands until it is answered, and the book stays with it.
    await ben.page.reload();
    await expect(ben.heading(removed)).toBeVisible();
    await useDownloads(ben);
    const file = await downloadOf(
      ben,
      ben.button('Hand over what you had not shared'),
      /^Elmfield unshared \d{4}-\d\d-\d\d\.wardbook$/,
    );
    await expect(ben.page.getByText('The file is with your downloads.')).toBeVisible();
    await ben.button('I have the file. Take the book off this device').click();
    await expect(ben.page.getByText(/The book has been taken off this device/)).toBeVisible();
    await ben.page.goto('/');
    await expect(
      ben.page.getByText('No books on this device yet.', { exact: false }),
    ).toBeVisible();

    await takeInFile(cat, file);
    await expect(cat.page.getByText('This file is for a keeper of the book.')).toBeVisible();

    await takeInFile(device, file);
    await expect(device.page.getByText('Take in what Ben Editor had not shared?')).toBeVisible();
    await expect(
      device.page.getByText(/^Ann Keeper removed this device of Ben Editor: /),
    ).toContainText('The file holds 1 change');
    await device.button('Take in these changes').click();
    await expect(
      device.page.getByText(/What Ben Editor had not shared holds 1 change/),
    ).toBeVisible();
    await device.openPerson('Dev Patel');
    await expect(device.part('What counts now')).toContainText('Green');
    await device.goToMore('Who was let in');
    await expect(
      device.page.getByText('Ann Keeper took in the unshared work of Ben Editor.'),
    ).toBeVisible();
    await cat.openPerson('Dev Patel');
    await expect(cat.part('What counts now')).toContainText('Green');

    await takeInFile(device, file);
    await device.button('Take in these changes').click();
    await expect(device.page.getByText(/Nothing new: everything in what Ben Editor/)).toBeVisible();
  },
);

test(
  'whoever does not want to hand it over is asked once, and then the book goes',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await recordApart(ben);
    await removePerson(device, 'Ben Editor');
    await ben.restoreNetwork();
    await ben.tryNow();
    await ben.button('Do not hand it over').click();
    await expect(ben.page.getByText(/It would be lost for good/)).toBeVisible();
    await ben.button('Go back').click();
    await ben.button('Do not hand it over').click();
    await ben.button('Throw it away').click();
    await expect(ben.page.getByText(/The book has been taken off this device/)).toBeVisible();
    await ben.page.goto('/');
    await expect(
      ben.page.getByText('No books on this device yet.', { exact: false }),
    ).toBeVisible();
  },
);

/** One answer that nobody else hears of. */
async function recordApart(device: Device): Promise<void> {
  await device.untilAppIsStored();
  await device.cutNetwork();
  await device.openPerson('Dev Patel');
  await device.recordAnswer('G Green');
  await device.seesWaiting(1);
}
