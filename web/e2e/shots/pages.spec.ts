/**
 * Pictures of every page, on a phone and on a laptop, light and dark: before a book is open, with
 * nobody in it, the demo ward, what a reader sees, with no network, and with names as long as they
 * come. They go to ./shots; two of them, for the README, to ./docs.
 */
import { join } from 'node:path';
import type { Device } from '../support/device.ts';
import { expect, laptopSize, phoneSize, test } from '../support/fixtures.ts';
import { neighbours, registerFile } from '../support/register-files.ts';
import { empty, full, outside, type Stop } from '../support/tour.ts';
import { picture, root, sizes } from './picture.ts';

for (const [size, options] of sizes)
  test.describe(size, () => {
    test.use(options);

    const picturesOf = (state: string) => async (device: Device, stops: readonly Stop[]) => {
      for (const { name, go } of stops) {
        await go(device);
        await picture(device, `${state}-${name}-${size}`);
      }
    };

    test('before a book is open', async ({ device, another }) => {
      await picturesOf('outside')(device, outside);
      await device.startWard();
      const link = await device.invite('Editor');
      await picture(device, `outside-invite-${size}`);
      const ben = await another();
      await ben.page.goto(link);
      await expect(ben.button('Join the book')).toBeVisible();
      await picture(ben, `outside-join-link-${size}`);
    });

    test('what went wrong', async ({ device, another, guard, relay }) => {
      guard.allow(/Cross-Origin-Opener-Policy header has been ignored/);
      await device.startWard();
      const link = await device.invite('Editor');
      await device.goToMore('Import the register');
      await device.choose({ name: 'x.csv', mimeType: 'text/csv', buffer: Buffer.from('%PDF-1.4') });
      await expect(device.page.getByRole('alert')).toBeVisible();
      await picture(device, `wrong-file-${size}`);
      relay.passTime(30 * 24 * 3_600_000);
      const late = await another(options);
      await late.openLink(link, 'Late Larry');
      await expect(late.page.getByRole('alert')).toBeVisible();
      await picture(late, `wrong-link-${size}`);
      relay.settings = { creating: 'open' };
      await relay.restart();
      await late.page.goto(`http://ward.test:${relay.port}/start`);
      await expect(late.page.getByRole('alert')).toBeVisible();
      await picture(late, `wrong-address-${size}`);
      await late.page.goto(`${relay.url}${device.bookPath}`);
      await expect(late.heading('This book is not in this browser')).toBeVisible();
      await picture(late, `wrong-device-${size}`);
    });

    test('a book with nobody in it', async ({ device }) => {
      await device.startWard();
      await picturesOf('empty')(device, empty);
    });

    test('an import', async ({ device }) => {
      await device.startWard();
      const unnamed = { ...neighbours[0]!, number: '9030', surname: '', forenames: '' };
      await device.choose(registerFile([...neighbours, unnamed]));
      await expect(device.button(/^Import \d/)).toBeVisible();
      await picture(device, `import-preview-${size}`);
      await device.button('These columns look wrong').click();
      await picture(device, `import-columns-${size}`);
      await device.button('Back to what was found').click();
      await device.button(/^Import \d/).click();
      await expect(device.page.getByText('All of it is on this device.')).toBeVisible();
      await picture(device, `import-done-${size}`);
    });

    test('the demo ward', async ({ device }) => {
      await device.makeDemo();
      await device.seesShared();
      await picturesOf('demo')(device, full);
    });

    test('the demo ward as a reader sees it, and with no network', async ({ device, another }) => {
      await device.makeDemo();
      const rita = await another(options);
      await rita.join(await device.invite('Reader'), 'Rita Reader');
      await picturesOf('reader')(
        rita,
        full.filter(({ name }) => !/memory-new|recorded/.test(name)),
      );
      await device.untilAppIsStored();
      await device.cutNetwork();
      const [person] = full.filter(({ name }) => name === 'person');
      await person!.go(device);
      await device.recordAnswer('G Green');
      await device.seesStatus(/waiting/);
      await picture(device, `offline-person-${size}`);
      await device.goToMore('Where your data is');
      await picture(device, `offline-data-${size}`);
    });

    test('names as long as they come', async ({ device }) => {
      await device.startWard(`Ann ${'Longname'.repeat(20)}`, `Elm${'field'.repeat(35)}`);
      const long = neighbours.map((entry, index) => ({
        ...entry,
        surname: 'Featherstonehaugh-'.repeat(8),
        address: [`${index} ${'Llanfairpwllgwyngyll'.repeat(6)} Road`, 'Alderbrook'],
      }));
      await device.importFile(registerFile(long));
      await device.goTo('Memory');
      await device.button('Write down the first thing').click();
      await device.field('In a few words').fill('Rindfleischetikettierung'.repeat(8));
      await device.button('Add to memory').click();
      await picturesOf('long')(device, full);
    });
  });

test('for the README', async ({ another }) => {
  const laptop = await another(laptopSize);
  await laptop.makeDemo();
  await laptop.seesShared();
  await laptop.search.fill('bridge street');
  await laptop.people.getByRole('option').nth(4).click();
  await expect(laptop.record.getByRole('heading', { level: 1 })).toBeVisible();
  await laptop.page.screenshot({ path: join(root, 'docs/screenshot-laptop.png') });

  const phone = await another({ ...phoneSize, deviceScaleFactor: 1.5 });
  await phone.makeDemo();
  await phone.seesShared();
  await phone.page.getByRole('option', { name: /Nelson Street/ }).click();
  await expect(phone.page.getByRole('list', { name: /^Doors in/ })).toBeVisible();
  await phone.page.screenshot({ path: join(root, 'docs/screenshot-phone.png') });
});
