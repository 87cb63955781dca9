/** No network at all, from a cold start, and what becomes of it afterwards. */
import { neighbours, registerFile } from './support/register-files.ts';
import { expect, test } from './support/fixtures.ts';

test('from a cold start with no network: find, edit, record, import; then it all merges', async ({
  device,
  another,
}) => {
  const ben = await another();
  await device.startFullWardWith(ben);
  await ben.untilAppIsStored();
  const home = ben.bookPath;

  await ben.cutNetwork();
  await ben.startAfresh(home);
  await ben.openPerson('Esha Patel', 'esha');
  await ben.field('Mobile').fill('07700 900123');
  await ben.field('Mobile').press('Tab');
  await ben.recordAnswer('G Green');
  await ben.goToMore('Import the register');
  const newcomer = { ...neighbours[0]!, number: '9020', forenames: 'Nora', externalId: 'E779020' };
  await ben.importFile(registerFile([newcomer]));
  await ben.seesStatus(/waiting/);

  await device.openPerson('Dev Patel');
  await device.recordAnswer('L Labour');
  await device.seesShared();

  await ben.restoreNetwork();
  await ben.seesShared();
  await device.openPerson('Esha Patel');
  await expect(device.field('Mobile')).toHaveValue('07700 900123');
  await expect(device.part('What counts now')).toContainText('by Ben Editor');
  await device.openPerson('Nora Green');
  await ben.openPerson('Dev Patel');
  await expect(ben.part('What counts now')).toContainText('by Ann Keeper');
});

test(
  'what was recorded with no network is there after another cold start with none',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard();
    await device.seesShared();
    await device.untilAppIsStored();
    const home = device.bookPath;
    await device.cutNetwork();
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    await device.seesWaiting(1);
    await device.startAfresh(home);
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('Green');
    await device.seesStatus(/waiting/);
    await device.restoreNetwork();
    await device.seesShared();
  },
);
