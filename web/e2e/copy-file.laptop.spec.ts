/** The book travels in a file, with no relay at all; and files that bring nothing say why. */
import { makeCopy, removePerson, takeInFile } from './support/book-files.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

declare global {
  /** The first letters of what was written in the place that the person chose. */
  var written: string | undefined;
}

test(
  'two laptops with no relay exchange what they recorded by file, as often as they like',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    for (const each of [device, ben]) {
      await each.seesShared();
      await each.untilAppIsStored();
    }
    await relay.stop();
    await recordGreen(device, 'Esha Patel');
    await recordGreen(ben, 'Dev Patel');

    await takeInFile(ben, await makeCopy(device));
    await expect(ben.page.getByText(/Ann Keeper’s copy of .*; 1 was new\./)).toBeVisible();
    const copy = await makeCopy(ben);
    await takeInFile(device, copy);
    await expect(device.page.getByText(/Ben Editor’s copy of .*; 1 was new\./)).toBeVisible();
    await takeInFile(device, copy);
    await expect(
      device.page.getByText(/Nothing new: everything in Ben Editor’s copy/),
    ).toBeVisible();

    await seesGreen(device, 'Dev Patel');
    await seesGreen(ben, 'Esha Patel');
    await device.goToMore('Who was let in');
    await expect(
      device.page.getByText('Ben Editor copied the book, sealed, to a file.'),
    ).toBeVisible();

    // The relay hears of all of it from whoever comes first.
    await relay.start();
    await device.tryNow();
    await device.seesShared();
    await ben.tryNow();
    await ben.seesShared();
  },
);

test(
  'a file that was changed, cut short, of another book or no copy at all brings nothing',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    const copy = await makeCopy(ben);

    const forged = Buffer.from(copy);
    forged[Math.floor(copy.length / 2)]! ^= 1;
    await seesRefused(device, forged, /not as it was when it was made/);
    await seesRefused(device, copy.subarray(0, copy.length - 1_000), /cut short/);
    await seesRefused(device, Buffer.from('Number,Surname\n1,Patel\n'), /not a copy of a book/);

    const cat = await another();
    await cat.page.goto('/start');
    await cat.startWard('Cat Elsewhere', 'Otherfield');
    await seesRefused(device, await makeCopy(cat), /copy of another book/);

    await takeInFile(device, copy);
    await expect(device.page.getByText(/Nothing new/)).toBeVisible();
  },
);

test(
  'a reader’s copy and that of a removed device bring nothing',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    const cat = await another();
    await cat.join(await device.invite('Reader'), 'Cat Reader');
    await seesRefused(device, await makeCopy(cat), /can read the book and not change it/);
    const copy = await makeCopy(ben);
    await removePerson(device, 'Ben Editor');
    await seesRefused(device, copy, /device that made this copy was removed/);
  },
);

test(
  'where the browser lets one choose the place, the copy is written there',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard();
    await device.page.evaluate(() => {
      const writable = {
        write: async (bytes: Uint8Array) => {
          globalThis.written = String.fromCharCode(...bytes.subarray(0, 8));
        },
        close: async () => undefined,
      };
      const file = { createWritable: async () => writable };
      Reflect.set(globalThis, 'showSaveFilePicker', async () => file);
    });
    await device.goToMore('Who holds copies');
    await device.button('Make a copy').click();
    await expect(device.page.getByText('The copy is written.')).toBeVisible();
    expect(await device.page.evaluate(() => globalThis.written)).toBe('WARDBOOK');
  },
);

async function seesRefused(device: Device, file: Buffer, words: RegExp): Promise<void> {
  await takeInFile(device, file);
  const alert = device.page.getByRole('alert');
  await expect(alert).toContainText(words);
  await expect(alert).toContainText('Nothing in your book was changed.');
}

async function recordGreen(device: Device, name: string): Promise<void> {
  await device.openPerson(name);
  await device.recordAnswer('G Green');
}

async function seesGreen(device: Device, name: string): Promise<void> {
  await device.openPerson(name);
  await expect(device.part('What counts now')).toContainText('Green');
}
