/** A book on two relays: one of them is lost with everything on it, and the team goes on. */
import { expect, test } from './support/fixtures.ts';

test(
  'a keeper puts the book on another relay, and the loss of the first costs nothing',
  { tag: '@long' },
  async ({ relay, device, another, anotherRelay }) => {
    const second = await anotherRelay();
    const ben = await another();
    await device.startFullWardWith(ben);

    const { bookPath } = device;
    await device.page.goto(`${bookPath}/more/relays`);
    await device.field('Put the book on another relay too').fill('not an address');
    await device.button('Add this relay').click();
    await expect(
      device.page.getByText('Enter the address at which', { exact: false }),
    ).toBeVisible();
    await device.addRelay(second.url);

    await ben.page.goto(`${bookPath}/more/relays`);
    await expect(ben.relays.getByText('Has everything', { exact: true })).toHaveCount(2);
    await expect(ben.page.getByText('Keepers of this book choose its relays.')).toBeVisible();
    await expect(ben.button('Add this relay')).toHaveCount(0);

    await Promise.all([device, ben].map((each) => each.untilAppIsStored()));
    await relay.stop();
    relay.wipe();
    await expect(ben.relays.getByText('No connection', { exact: true })).toBeVisible();
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    await device.seesShared();
    await ben.openPerson('Esha Patel');
    await expect(ben.part('What counts now')).toContainText('Green');

    await relay.start();
    await ben.page.goto(`${bookPath}/more/relays`);
    await expect(ben.relays.getByText('Has everything', { exact: true })).toHaveCount(2);
  },
);

test('a keeper leaves a relay', { tag: '@long' }, async ({ device, anotherRelay }) => {
  const second = await anotherRelay();
  await device.startFullWard('Ann Keeper');
  await device.page.goto(`${device.bookPath}/more/relays`);
  await device.addRelay(second.url);
  await device.button(`Settle there at http://127.0.0.1:${second.port}`).click();
  await expect(device.relays.getByRole('listitem').first()).toContainText(`${second.port}`);
  await device
    .button(/^Leave this relay/)
    .last()
    .click();
  await expect(device.page.getByRole('dialog')).toContainText('Devices of your team stop');
  await device.page.getByRole('dialog').getByRole('button', { name: 'Leave this relay' }).click();
  await expect(device.relays.getByRole('listitem')).toHaveCount(1);
  await expect(device.relays).toContainText(`${second.port}`);
  await expect(device.relays.getByText('Has everything', { exact: true })).toBeVisible();
});
