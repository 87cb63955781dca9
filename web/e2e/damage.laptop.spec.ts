/** A relay whose disk has damaged a change: what a newcomer is told, and that it comes back. */
import { expect, test } from './support/fixtures.ts';

test(
  '[DISK3] a change that the relay has damaged is said to be missing, until a colleague is back',
  { tag: '@long' },
  async ({ relay, device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor');
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    await device.seesShared();
    await device.cutNetwork();
    await relay.stop();
    relay.damageLastChange();
    await relay.start();

    const ben = await another();
    await ben.openLink(link, 'Ben Editor');
    await ben.seesStatus('1 change is damaged at the relay');
    await ben.status.click();
    await expect(ben.page.getByText(/so this device could not get it/)).toBeVisible();
    await ben.openPerson('Esha Patel');
    await expect(ben.page.getByText('by Ann Keeper')).toHaveCount(0);

    await device.restoreNetwork();
    await device.tryNow();
    await expect(ben.page.getByText('by Ann Keeper')).toBeVisible();
    await ben.seesShared();
  },
);
