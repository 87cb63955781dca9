/** A laptop that comes back from an older backup, and goes on before it has met the others. */
import { copyBook } from './support/old-copy.ts';
import { expect, test } from './support/fixtures.ts';

test('a device that was put back from a backup loses nothing of what it shared, nor of what it wrote since', async ({
  device,
  another,
}) => {
  const ben = await another();
  await device.startFullWardWith(ben);
  await ben.untilAppIsStored();
  const home = ben.bookPath;
  const backup = await copyBook(ben.page);

  await ben.page.goto(home);
  await ben.openPerson('Esha Patel');
  await ben.field('Mobile').fill('07700 900111');
  await ben.field('Mobile').press('Tab');
  await ben.recordAnswer('G Green');
  await ben.seesShared();
  await copyBook(ben.page, backup);

  await ben.cutNetwork();
  await ben.page.goto(home);
  await ben.openPerson('Esha Patel');
  await expect(ben.field('Mobile')).toHaveValue('');
  await ben.field('Mobile').fill('07700 900222');
  await ben.field('Mobile').press('Tab');
  await ben.field('Email').fill('esha@example.org');
  await ben.field('Email').press('Tab');
  await ben.seesStatus(/waiting/);
  await ben.restoreNetwork();
  await ben.seesShared();

  await device.openPerson('Esha Patel');
  for (const each of [device, ben]) {
    await expect(each.record.getByText('Mobile: two different entries')).toBeVisible();
    await expect(each.part('What counts now')).toContainText('Green');
    await expect(each.field('Email')).toHaveValue('esha@example.org');
  }
});
