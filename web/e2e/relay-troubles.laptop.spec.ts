/** The relay stops, starts again, loses everything or goes back in time: the status says the truth. */
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

test('“Shared” is said only once the relay has answered that it holds the change', async ({
  device,
  relay,
}) => {
  await device.startFullWard();
  await device.seesShared();
  await device.openPerson('Esha Patel');
  relay.pauseCommits();
  await device.recordAnswer('G Green');
  await device.seesWaiting(1);
  await device.openPerson('Dev Patel');
  await device.recordAnswer('L Labour');
  await device.seesWaiting(2);
  await device.status.click();
  const main = device.page.getByRole('main');
  await expect(main.getByText('are saved on this device and not shared yet')).toBeVisible();
  relay.letCommit();
  await device.seesShared();
  await expect(main.getByText('the relay has received all of them')).toBeVisible();
});

test(
  'a relay that is stopped and started again hears of everything recorded meanwhile',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    // The relay serves the pages too: those not opened yet must be on the devices before it goes.
    await Promise.all([device, ben].map((each) => each.untilAppIsStored()));
    await relay.stop();
    await device.seesStatus('Offline, saved on this device');
    await recordGreen(device, 'Esha Patel');
    await device.seesWaiting(1);
    await recordGreen(ben, 'Dev Patel');
    await ben.seesWaiting(1);
    await relay.start();
    await device.tryNow();
    await ben.tryNow();
    await device.seesShared();
    await ben.seesShared();
    await seesGreen(device, 'Dev Patel');
    await seesGreen(ben, 'Esha Patel');
  },
);

test(
  'a relay that lost everything gets it all back from the devices',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await recordGreen(ben, 'Dev Patel');
    await ben.seesShared();
    await Promise.all([device, ben].map((each) => each.untilAppIsStored()));
    await relay.stop();
    relay.wipe();
    await recordGreen(device, 'Esha Patel');
    await device.seesWaiting(1);
    await relay.start();
    await device.tryNow();
    await device.seesShared();
    await ben.tryNow();
    await ben.seesShared();
    await seesGreen(ben, 'Esha Patel');
    // What the relay has now is the whole book: a newcomer gets all of it.
    const cat = await another();
    await cat.join(await device.invite('Reader'), 'Cat Reader');
    await seesGreen(cat, 'Dev Patel');
    await seesGreen(cat, 'Esha Patel');
  },
);

test(
  'a relay put back from an old copy is brought up to date',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await relay.stop();
    relay.setAside();
    await relay.start();
    await device.tryNow();
    await recordGreen(device, 'Esha Patel');
    await device.seesShared();
    await ben.tryNow();
    await recordGreen(ben, 'Dev Patel');
    await ben.seesShared();
    await relay.stop();
    relay.restoreCopy();
    await relay.start();
    await device.tryNow();
    await device.seesShared();
    await ben.tryNow();
    await ben.seesShared();
    await seesGreen(device, 'Dev Patel');
    await seesGreen(ben, 'Esha Patel');
    const cat = await another();
    await cat.join(await device.invite('Reader'), 'Cat Reader');
    await seesGreen(cat, 'Dev Patel');
    await seesGreen(cat, 'Esha Patel');
  },
);

async function recordGreen(device: Device, name: string): Promise<void> {
  await device.openPerson(name);
  await device.recordAnswer('G Green');
}

async function seesGreen(device: Device, name: string): Promise<void> {
  await device.openPerson(name);
  await expect(device.part('What counts now')).toContainText('Green');
}
