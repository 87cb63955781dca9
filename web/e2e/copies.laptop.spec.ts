/** Who holds the whole book, and when each device last did. */
import { addOwnDevice } from './support/own-devices.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

function holder({ page }: Device, who: string) {
  const devices = page.getByRole('region', { name: 'Devices' });
  return devices.getByRole('listitem').filter({ hasText: who });
}

test(
  '[TEAM5] every device that has everything is counted, and fewer than three are a warning',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    await device.seesShared();
    await device.goToMore('Who holds copies');
    await expect(device.page.getByText(/^Held whole by 1 device, last just now\.$/)).toBeVisible();
    await expect(device.page.getByText(/Only one device holds the whole book\./)).toBeVisible();
    await expect(holder(device, 'Ann Keeper, Chrome on Linux')).toContainText('This device');
    await expect(device.page.getByText('Connected, and has everything.')).toBeVisible();

    const ben = await another();
    await ben.join(await device.invite('Editor'), 'Ben Editor');
    await addOwnDevice(device, await another(), 'Phone');
    await device.goToMore('Who holds copies');
    await expect(device.page.getByText(/^Held whole by 3 devices, last just now\.$/)).toBeVisible();
    await expect(holder(device, 'Ann Keeper, Phone')).toContainText('Had everything just now');
    await expect(device.page.getByText(/devices? holds? the whole book\./)).toHaveCount(0);

    await device.goToMore('Where your data is');
    await device.link(/^Held whole by 3 devices/).click();
    await expect(device.heading('Who holds copies')).toBeVisible();

    // Who is away is known from the book.
    await ben.page.goto('/');
    await device.page.reload();
    await expect(holder(device, 'Ben Editor')).toContainText('Had everything just now');
  },
);

test(
  '[TEAM6] a reader’s device is counted too, though it cannot write',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.page.clock.install();
    await device.startFullWard('Ann Keeper');
    const rita = await another();
    await rita.join(await device.invite('Reader'), 'Rita Reader');
    await device.goToMore('Who holds copies');
    await expect(holder(device, 'Rita Reader')).toContainText('Had everything just now');
    await expect(holder(device, 'Rita Reader')).toContainText('Chrome on Linux');
    // Written down by Ann's device within half a minute, and kept when Rita has gone.
    await device.page.clock.fastForward(25_000);
    await device.seesShared();
    await rita.page.goto('/');
    await device.page.reload();
    await expect(holder(device, 'Rita Reader')).toContainText('Had everything');
    await expect(device.page.getByText(/^Held whole by 2 devices/)).toBeVisible();
  },
);

test(
  '[TEAM5] with no connection nothing is claimed that is not known',
  { tag: '@long' },
  async ({ device, relay }) => {
    await device.startFullWardAndLose(relay);
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    await device.seesWaiting(1);
    await device.goToMore('Who holds copies');
    await expect(
      device.page.getByText('No connection now. It does not have 1 change on this device yet.'),
    ).toBeVisible();
  },
);
