/** Two books open in one window: each goes on while the other is on screen. */
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';
import { registerFile, smallWard } from './support/register-files.ts';

/** Has the window count how often it opens each book's database, from its next page on. */
async function countOpenings({ page }: Device): Promise<void> {
  await page.addInitScript(() => {
    const counts: Record<string, number> = {};
    Object.assign(window, { openings: counts });
    const open = indexedDB.open.bind(indexedDB);
    indexedDB.open = (name, version) => {
      counts[name] = (counts[name] ?? 0) + 1;
      return open(name, version);
    };
  });
}

function openings({ page }: Device, bookPath: string): Promise<number> {
  const name = `wardbook-book-${bookPath.slice('/b/'.length)}`;
  return page.evaluate(
    (each) => (window as unknown as { openings: Record<string, number> }).openings[each] ?? 0,
    name,
  );
}

/** As people go: by the front page. */
async function goToBook(device: Device, ward: string): Promise<void> {
  const { page } = device;
  await page.getByRole('banner').getByRole('link', { name: 'Marlow Vale' }).click();
  await page.getByRole('main').getByRole('link', { name: ward }).click();
  await expect(page.getByRole('banner').getByRole('link', { name: ward })).toBeVisible();
}

test('[OPEN1] both are live, and coming back to one opens nothing again; [OPEN2] one is locked, or goes, and the other stays', async ({
  device,
  another,
}) => {
  const ben = await another();
  await device.startFullWardWith(ben);
  const elm = device.bookPath;
  await countOpenings(device);
  await device.page.goto('/start');
  await device.startWard('Ann Keeper', 'Oakridge');
  await device.importFile(registerFile(smallWard()));
  await device.seesShared();
  const oak = device.bookPath;
  await ben.join(await device.invite('Editor'), 'Ben Editor');

  await goToBook(device, 'Elmfield');
  await device.seesShared();
  const before = [await openings(device, elm), await openings(device, oak)];
  // Oakridge is out of sight here while something is recorded in it, and the other way round.
  await ben.openPerson('Esha Patel');
  await ben.recordAnswer('G Green');
  await ben.seesShared();
  await goToBook(device, 'Oakridge');
  await device.openPerson('Esha Patel');
  await expect(device.part('What counts now')).toContainText('Green');
  await goToBook(ben, 'Elmfield');
  await ben.openPerson('Esha Patel');
  await ben.recordAnswer('L Labour');
  await ben.seesShared();
  // What came while it was out of sight is here without a network.
  await goToBook(device, 'Elmfield');
  await device.openPerson('Esha Patel');
  await expect(device.part('What counts now')).toContainText('Labour');
  expect([await openings(device, elm), await openings(device, oak)]).toEqual(before);

  await device.goToMore('Lock');
  await device.page.getByLabel('New PIN', { exact: true }).fill('402918');
  await device.page.getByLabel('The same PIN again', { exact: true }).fill('402918');
  await device.button('Set the lock').click();
  await expect(device.heading('This book has a lock on this device')).toBeVisible();
  await device.goTo('More');
  await device.button('Lock now').click();
  await expect(device.heading('This book is locked')).toBeVisible();
  await device.link('Go to the start').click();
  await device.page.getByRole('main').getByRole('link', { name: 'Oakridge' }).click();
  await device.seesShared();
  expect(await openings(device, oak)).toBe(before[1]);

  await device.goToMore('Remove this book from this device');
  await device.page.getByLabel('I understand. Remove it all the same').check();
  await device.button('Remove the book from this device').click();
  await expect(device.page.getByRole('link', { name: 'Locked book' })).toBeVisible();
  await expect(device.page.getByRole('link', { name: 'Oakridge' })).toHaveCount(0);
  await device.page.getByRole('link', { name: 'Locked book' }).click();
  await device.page.getByLabel('PIN', { exact: true }).fill('402918');
  await device.page.getByRole('button', { name: 'Unlock', exact: true }).click();
  await device.seesShared();
});
