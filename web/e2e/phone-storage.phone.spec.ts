/**
 * What becomes of a book when a browser clears what it has stored, as phones do after days unused, or
 * takes the connection to it away; and what is said of that beforehand.
 */
import type { BrowserContextOptions } from '@playwright/test';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';
import { addOwnDevice, ownDeviceLink, waitingHere } from './support/own-devices.ts';
import { registerFile, smallWard } from './support/register-files.ts';

const webkit = 'AppleWebKit/605.1.15 (KHTML, like Gecko)';
const iphone = `Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) ${webkit} Version/18.1 Mobile/15E148 Safari/604.1`;
const android =
  'Mozilla/5.0 (Linux; Android 15; Pixel 8) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0.0.0 Mobile Safari/537.36';

/** Databases, worker, caches, all of it. */
async function clearEverything({ page, context }: Device, origin: string): Promise<void> {
  const session = await context.newCDPSession(page);
  await session.send('Storage.clearDataForOrigin', { origin, storageTypes: 'all' });
  await session.detach();
}

/** The browser clears it while nothing of Wardbook is open. */
async function beAway(device: Device, origin: string): Promise<void> {
  await device.page.goto('about:blank');
  await clearEverything(device, origin);
}

/** On the page of a book that is not here. */
function notHere({ page }: Device) {
  return page.getByRole('heading', { level: 1, name: 'This book is not in this browser' });
}

test(
  '[PHONE3] cleared between visits: a link brings the book back in one tap, the device named already',
  { tag: '@long' },
  async ({ device, relay, another }) => {
    await device.startFullWard('Ann Keeper');
    const phone = await another();
    await addOwnDevice(device, phone, 'Phone');
    await phone.openPerson('Esha Patel');
    await phone.recordAnswer('G Green');
    await phone.seesShared();
    await phone.untilAppIsStored();
    const home = phone.bookPath;
    await beAway(phone, relay.url);

    await phone.page.goto('/');
    await expect(phone.heading('Books on this device')).toHaveCount(0);
    await expect(phone.page.getByText('No books on this device yet.')).toBeVisible();
    await expect(
      phone.page.getByRole('navigation', { name: 'Ways in' }).getByRole('link'),
    ).toHaveCount(3);

    await phone.page.goto(home);
    await expect(notHere(phone)).toBeVisible();
    await expect(phone.page.getByText(/have everything that was shared/)).toBeVisible();
    const link = await ownDeviceLink(device);
    await phone.field('Invite link').fill(link);
    await phone.button('Use this link').click();
    await expect(phone.field('What is this device called?')).toHaveValue(/ on /);
    await phone.button('Add this device').click();
    const code = await phone.page.getByText(/^\d{4} \d{4} \d{4}$/).innerText();
    await expect(waitingHere(device)).toContainText(code);
    await device.button('It is mine: the code is the same').click();
    await phone.seesShared();
    expect(phone.bookPath).toBe(home);
    await phone.openPerson('Esha Patel');
    await expect(phone.part('What counts now')).toContainText('Green');
  },
);

test(
  '[PHONE3] an invite link that is opened again brings it back too',
  { tag: '@long' },
  async ({ device, relay, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor', 'Up to 5 people');
    const ben = await another();
    await ben.join(link, 'Ben Editor');
    await beAway(ben, relay.url);
    await ben.join(link, 'Ben Editor');
    await ben.openPerson('Esha Patel');
  },
);

test(
  '[PHONE3] with no link at hand the page says what may have happened, and claims nothing else',
  { tag: '@long' },
  async ({ device, relay }) => {
    await device.startFullWard('Ann Keeper');
    await device.seesShared();
    const home = device.bookPath;
    await beAway(device, relay.url);
    await device.page.goto(`${home}/people`);
    await expect(notHere(device)).toBeVisible();
    const main = device.page.getByRole('main');
    await expect(main.getByText(/It may never have been here, or it was removed/)).toBeVisible();
    await expect(main.getByText(/ask a keeper of the book for a new link/)).toBeVisible();
    await device.button('Use this link').click();
    await expect(main.getByText('Paste the link that your colleague sent you.')).toBeVisible();
    await device.link('Use a recovery sheet').click();
    await expect(device.heading('Restore a book')).toBeVisible();

    await device.page.goto('/b/cut-short');
    await expect(device.heading('This is no book’s address')).toBeVisible();
  },
);

test(
  '[PHONE3] cleared while it is open: nothing is called saved, and the window can still hand it on',
  { tag: '@long' },
  async ({ device, relay, another }) => {
    await device.startFullWard('Ann Keeper');
    await device.seesShared();
    const home = device.bookPath;
    await device.openPerson('Esha Patel');
    await clearEverything(device, relay.url);
    await device.seesStatus(device.isPhone ? 'Not saving' : 'Not saving: storage was cleared');
    await device.recordAnswer('G Green');
    await expect(device.part('What counts now')).toContainText('Green');
    await device.status.click();
    const main = device.page.getByRole('main');
    await expect(main.getByText(/The book is only in this window here/)).toBeVisible();
    await expect(
      main.getByText(/Keep this window open until you have added another/),
    ).toBeVisible();
    await expect(main.getByText('Waiting', { exact: true })).toBeVisible();
    await expect(main.getByText('Nothing', { exact: true })).toBeVisible();

    const phone = await another();
    await addOwnDevice(device, phone, 'Phone');
    await phone.openPerson('Esha Patel');
    await expect(phone.part('What counts now')).toContainText('Green');
    const kept = await device.page.evaluate(() => indexedDB.databases());
    expect(kept.filter(({ name }) => name?.includes(home.slice('/b/'.length)))).toEqual([]);
    await device.page.goto(home);
    await expect(notHere(device)).toBeVisible();
  },
);

test(
  '[PHONE3] a connection to its storage that the browser takes away is opened again',
  { tag: '@long' },
  async ({ device }) => {
    await device.context.addInitScript(() => {
      const opened: IDBDatabase[] = [];
      const { open } = IDBFactory.prototype;
      IDBFactory.prototype.open = function (this: IDBFactory, ...args) {
        const request = open.apply(this, args);
        request.addEventListener('success', () => opened.push(request.result));
        return request;
      };
      Object.assign(window, {
        takeStorage: () => {
          for (const each of opened.splice(0)) {
            each.close();
            each.dispatchEvent(new Event('close'));
          }
        },
      });
    });
    await device.startFullWard('Ann Keeper');
    await device.seesShared();
    await device.openPerson('Esha Patel');
    await device.page.evaluate(() => (window as unknown as { takeStorage(): void }).takeStorage());
    await device.recordAnswer('G Green');
    await device.seesShared();
    await device.page.reload();
    await expect(device.part('What counts now')).toContainText('Green');
  },
);

test(
  '[STORE2] answers after the browser took its storage away reach a colleague, and are there afterwards',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.context.addInitScript(() => {
      const begin = IDBDatabase.prototype.transaction;
      const began = new Set<IDBDatabase>();
      const taken = new Set<IDBDatabase>();
      IDBDatabase.prototype.transaction = function (this: IDBDatabase, ...args) {
        if (taken.has(this)) throw new DOMException('the connection was lost', 'UnknownError');
        began.add(this);
        return begin.apply(this, args);
      };
      Object.assign(window, {
        takeStorage: () => {
          for (const each of began) if (each.name.startsWith('wardbook-book-')) taken.add(each);
        },
      });
    });
    const ben = await another();
    await device.startFullWardWith(ben);
    await device.seesShared();
    await device.openPerson('Esha Patel');
    await ben.openPerson('Esha Patel');
    await device.page.evaluate(() => (window as unknown as { takeStorage(): void }).takeStorage());
    for (const answer of ['G Green', 'L Labour', 'G Green']) await device.recordAnswer(answer);
    await device.seesShared();
    await expect(ben.part('What was recorded').getByRole('listitem')).toHaveCount(3);
    await device.page.reload();
    await expect(device.part('What was recorded').getByRole('listitem')).toHaveCount(3);
  },
);

test(
  '[PHONE4] where a browser has no question about keeping what is stored, all that is said is true',
  { tag: '@long' },
  async ({ device }) => {
    await device.context.addInitScript(() => {
      for (const name of ['persist', 'persisted', 'estimate'] as const)
        Reflect.deleteProperty(StorageManager.prototype, name);
    });
    await device.startFullWard('Ann Keeper');
    await device.seesShared();
    await device.link('What to do').click();
    const main = device.page.getByRole('main');
    await expect(
      main.getByText(/^This browser does not say whether it keeps your book\.$/),
    ).toBeVisible();
    await expect(device.heading('Kept on this device')).toBeVisible();
    await expect(device.button('Ask the browser to keep it')).toHaveCount(0);
    await expect(main.getByText(/Wardbook uses about/)).toHaveCount(0);
    await expect(main.getByText(/has agreed to keep/)).toHaveCount(0);
  },
);

test(
  '[PHONE4] where it has no storage manager at all, too',
  { tag: '@long' },
  async ({ device }) => {
    await device.context.addInitScript(() =>
      Reflect.deleteProperty(Navigator.prototype, 'storage'),
    );
    await device.startFullWard('Ann Keeper');
    await device.goToMore('Where your data is');
    await expect(device.page.getByText(/^This browser does not say whether/)).toBeVisible();
  },
);

test(
  '[PHONE5] a book on one device only is warned of on every page, until it is on a second',
  { tag: '@long' },
  async ({ device, another }) => {
    const bar = device.page.getByRole('complementary', { name: 'Only on this device' });
    await device.startWard('Ann Keeper');
    // With nobody in the book there is nothing to lose yet.
    await expect(bar).toHaveCount(0);
    await device.importFile(registerFile(smallWard()));
    await expect(bar).toBeVisible();
    await bar.getByRole('link', { name: 'What to do' }).click();
    await expect(device.heading('Where your data is')).toBeVisible();
    await expect(device.page.getByText(/This book is on this device only$/)).toBeVisible();
    await expect(
      device.page.getByText(/opens only with a device of the team or a recovery sheet/),
    ).toBeVisible();
    await expect(bar).toHaveCount(0);
    await device.link('Add another device of yours').click();
    await expect(device.heading('Add another device of yours')).toBeVisible();
    await expect(bar).toBeVisible();
    await addOwnDevice(device, await another(), 'Phone');
    await expect(bar).toHaveCount(0);
  },
);

test(
  '[PHONE5] the warning can be put off, and is not there where the browser keeps the book',
  { tag: '@long' },
  async ({ device }) => {
    const bar = device.page.getByRole('complementary', { name: 'Only on this device' });
    await device.startFullWard('Ann Keeper');
    await bar.getByRole('button', { name: 'Not now' }).click();
    await expect(bar).toHaveCount(0);
    await device.page.reload();
    await device.seesShared();
    await expect(bar).toHaveCount(0);
    await device.page.evaluate(() => localStorage.clear());
    await device.page.reload();
    await expect(bar).toBeVisible();
    await device.context.addInitScript(() => {
      StorageManager.prototype.persisted = async () => true;
    });
    await device.page.reload();
    await device.goToMore('Where your data is');
    await expect(device.page.getByText(/has agreed to keep your book/)).toBeVisible();
    await expect(device.page.getByText(/This book is on this device only$/)).toHaveCount(0);
  },
);

for (const [name, userAgent, step] of [
  ['an iPhone', iphone, /In Safari press Share/],
  ['an Android phone', android, /Open the browser’s menu/],
] as const)
  test(
    `[PHONE5] on ${name} the way to the Home Screen is explained beforehand`,
    { tag: '@long' },
    async ({ another }) => {
      const options: BrowserContextOptions = { userAgent };
      const device = await another(options);
      await device.page.goto('/start');
      const hint = device.page.getByText(/Start it from the Home Screen$/);
      await expect(device.field('Ward')).toBeVisible();
      await expect(hint).toHaveCount(userAgent === iphone ? 1 : 0);
      await device.buildFullWard('Ann Keeper');
      await device.goToMore('Where your data is');
      await expect(device.page.getByRole('listitem').filter({ hasText: step })).toBeVisible();
    },
  );
