/** What a relay asks and allows: a word for new books, so much space, and a deletion that stays. */
import { makeCopy, takeInFile } from './support/book-files.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

const word = 'correct horse battery';
const main = ({ page }: Device) => page.getByRole('main');

test(
  'a relay that takes new books by a word is given it by the keeper',
  { tag: '@long' },
  async ({ relay, device, anotherRelay }) => {
    relay.settings = { creating: { words: [word] } };
    await relay.restart();
    const second = await anotherRelay(relay.settings);
    await device.startWard('Ann Keeper');
    await device.seesStatus('Not sharing: this relay takes new books by a word only');
    await device.status.click();
    await expect(main(device)).toContainText('Everything you have entered is saved on this device');
    const field = device.field(`Word for new books at http://127.0.0.1:${relay.port}`);
    await expect(main(device)).toContainText('Whoever looks after your relay gives it to you');
    await device.button('Put the book there').click();
    await expect(main(device)).toContainText('Enter the word.');
    await field.fill('a word that was guessed');
    await device.button('Put the book there').click();
    await expect(main(device)).toContainText('The relay does not know this word');
    await field.fill(` ${word} `);
    await device.button('Put the book there').click();
    await device.seesShared();
    await expect(field).toHaveCount(0);

    await device.goToMore('Relays');
    await device.field('Put the book on another relay too').fill(second.url);
    await device.button('Add this relay').click();
    await expect(device.relays.getByText('Asks for a word', { exact: true })).toBeVisible();
    await device.field(`Word for new books at http://127.0.0.1:${second.port}`).fill(word);
    await device.button('Put the book there').click();
    await expect(device.relays.getByText('Has everything', { exact: true })).toHaveCount(2);
    // The word is nowhere but in the memory of this window.
    const kept = await device.page.evaluate(() =>
      JSON.stringify({ ...localStorage, url: location.href }),
    );
    expect(kept).not.toContain('horse');
  },
);

test(
  'keepers are told quietly that a relay is short of space, until it is not',
  { tag: '@long' },
  async ({ relay, device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    const words = `http://127.0.0.1:${relay.port} is running short of room for this book`;
    await device.goToMore('Where your data is');
    await device.seesShared();
    await expect(main(device).getByText(words)).toHaveCount(0);

    const bookBytesMax = Math.round((await relay.bytesOf(device.bookPath)) * 1.1);
    relay.settings = { creating: 'open', limits: { bookBytesMax } };
    await relay.restart();
    await device.tryNow();
    await expect(main(device).getByText(words)).toBeVisible();
    await expect(main(device)).toContainText('Nothing is lost');
    await device.seesShared();
    await device.goTo('More');
    await expect(device.link(/^Relays/)).toContainText('Short of room');
    await device.goToMore('Relays');
    await expect(main(device).getByText(words)).toBeVisible();
    await ben.tryNow();
    await ben.seesShared();
    await ben.goToMore('Relays');
    await expect(main(ben).getByText(words)).toHaveCount(0);

    relay.settings = { creating: 'open' };
    await relay.restart();
    await device.tryNow();
    await expect(main(device).getByText(words)).toHaveCount(0);
    await device.seesShared();
  },
);

test(
  'a keeper has the relay delete the book; all devices keep it, and go on at another',
  { tag: '@long' },
  async ({ relay, device, another, anotherRelay }) => {
    const second = await anotherRelay();
    const ben = await another();
    await device.startFullWardWith(ben);
    await ben.goToMore('Relays');
    await expect(ben.button(/^Delete the book/)).toHaveCount(0);

    await device.goToMore('Relays');
    await device.button(/^Delete the book from this relay/).click();
    const dialog = device.page.getByRole('dialog');
    await expect(dialog).toContainText('Every device keeps its copy');
    await expect(dialog).toContainText('can never be put back on this relay');
    await expect(dialog).toContainText('your team’s devices share nothing');
    const confirm = dialog.getByRole('button', { name: 'Delete the book from this relay' });
    await confirm.click();
    await expect(dialog).toContainText('Type the ward’s name as it stands here: Elmfield');
    await dialog.getByLabel('To confirm, type the ward’s name').fill('elmfield');
    await confirm.click();
    await expect(dialog).toHaveCount(0);
    await expect(device.relays.getByText('Deleted there', { exact: true })).toBeVisible();
    await expect(main(device)).toContainText('Devices keep what they have.');
    await device.seesStatus('Not sharing: the book was deleted from the relay');
    await ben.seesStatus('Not sharing: the book was deleted from the relay');
    await ben.status.click();
    await expect(main(ben)).toContainText('Everything you have is still saved on this device');

    // Nobody puts it back there, and what is on the devices stays and can be worked on.
    await ben.startAfresh(ben.page.url());
    await ben.seesStatus('Not sharing: the book was deleted from the relay');
    await ben.openPerson('Esha Patel');
    await ben.recordAnswer('G Green');

    await device.field('Put the book on another relay too').fill(second.url);
    await device.button('Add this relay').click();
    await expect(device.relays.getByText('Has everything', { exact: true })).toBeVisible();
    await expect(device.relays).not.toContainText(String(relay.port));
    const copy = await makeCopy(device);
    await takeInFile(ben, copy);
    await expect(main(ben)).toContainText('entries about who may open the book');
    await ben.seesShared();
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('Green');
  },
);

test(
  'where the relay that settles is away and another is there, buttons say why they rest',
  { tag: '@long' },
  async ({ relay, device, another, anotherRelay }) => {
    const second = await anotherRelay();
    const ben = await another();
    await device.startFullWardWith(ben);
    await device.goToMore('Relays');
    await device.addRelay(second.url);
    await device.untilAppIsStored();
    await relay.stop();
    await device.goToMore('Team');
    await device.button('Change Ben Editor').click();
    const dialog = device.page.getByRole('dialog');
    await expect(dialog).toContainText(
      `The relay that settles this, http://127.0.0.1:${relay.port}, is out of reach just now.`,
    );
    await dialog.getByRole('link', { name: 'Relays' }).click();
    await expect(device.relays).toBeVisible();
    await expect(dialog).toHaveCount(0);
  },
);
