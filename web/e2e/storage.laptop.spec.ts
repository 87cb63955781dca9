/** A device whose storage is full: it says so, loses nothing, and saves again once there is space. */
import { fillStorage, freeSpace, startWithFullStorage } from './support/full-storage.ts';
import { expect, test } from './support/fixtures.ts';

test(
  'a full device says that it is not saving, keeps what was entered, and saves it later',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard();
    await device.seesShared();
    await device.openPerson('Esha Patel');
    await fillStorage(device.page);
    await device.recordAnswer('G Green');
    await device.seesStatus('Not saving: this device is full');
    await expect(device.part('What counts now')).toContainText('Green');
    await device.status.click();
    const main = device.page.getByRole('main');
    await expect(main.getByText('This device cannot save: its storage is full.')).toBeVisible();
    await expect(main.getByText(/free some space on this device/)).toBeVisible();
    await freeSpace(device.page);
    await device.seesShared();
    await device.page.reload();
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('Green');
  },
);

test(
  'a full device is told so before it starts a book, and starts one once there is space',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await startWithFullStorage(device.context);
    await page.goto('/start');
    await expect(page.getByText('This device’s storage is full')).toBeVisible();
    await expect(device.button('Start the book')).toBeHidden();
    await freeSpace(page);
    await device.button('Try again').click();
    await device.startWard();
  },
);

test(
  'a device that becomes full while a book is started says so and what to do',
  { tag: '@long' },
  async ({ device, guard }) => {
    const { page } = device;
    // y-indexeddb leaves the error of a read uncaught whose transaction is aborted under it.
    guard.allow(/^Not caught: +Event/);
    await page.goto('/start');
    await page.getByLabel('Ward').fill('Elmfield');
    await page.getByLabel('Council').fill('Marlow Vale');
    await page.getByLabel('Your name').fill('Ann Keeper');
    await fillStorage(page);
    await device.button('Start the book').click();
    await expect(page.getByRole('alert')).toContainText('storage is full');
    await freeSpace(page);
    await device.button('Start the book').click();
    await expect(device.heading('Import the register')).toBeVisible();
  },
);
