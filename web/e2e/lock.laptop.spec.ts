/** The lock on a book: set, shut, tried, opened, in one window and in two. */
import type { Page } from '@playwright/test';
import { moveClock } from './support/clocks.ts';
import type { Device } from './support/device.ts';
import { fillStorage, freeSpace } from './support/full-storage.ts';
import { expect, test } from './support/fixtures.ts';

const pin = '402918';
/** What anybody would look for in a stolen browser: ward, council, person, neighbour, answer. */
const secrets = ['Elmfield', 'Marlow Vale', 'Ann Keeper', 'Esha', 'Patel', 'Acacia'];

async function setPin(device: Device, secret = pin): Promise<void> {
  await device.goToMore('Lock');
  await device.page.getByLabel('New PIN', { exact: true }).fill(secret);
  await device.page.getByLabel('The same PIN again', { exact: true }).fill(secret);
  await device.button('Set the lock').click();
  await expect(device.heading('This book has a lock on this device')).toBeVisible();
}

async function lockNow(device: Device): Promise<void> {
  await device.goTo('More');
  await device.button('Lock now').click();
  await expect(device.heading('This book is locked')).toBeVisible();
}

async function tryPin(device: Device, secret: string): Promise<void> {
  await device.page.getByLabel('PIN', { exact: true }).fill(secret);
  await device.page.getByRole('button', { name: 'Unlock', exact: true }).click();
}

/** Everything that this browser stores for the app, as text. */
function everythingStored(page: Page): Promise<string> {
  return page.evaluate(async () => {
    const asText = (value: unknown): string => {
      if (value instanceof Uint8Array) return new TextDecoder('latin1').decode(value);
      if (value instanceof ArrayBuffer) return new TextDecoder('latin1').decode(value);
      if (value instanceof CryptoKey) return `a ${value.type} key`;
      if (typeof value !== 'object' || value === null) return String(value);
      return Object.entries(value)
        .map(([key, each]) => `${key} ${asText(each)}`)
        .join('\n');
    };
    const answer = <T>(request: IDBRequest<T>) =>
      new Promise<T>((resolve) =>
        request.addEventListener('success', () => resolve(request.result)),
      );
    const found = [asText({ ...localStorage }), asText({ ...sessionStorage })];
    for (const { name } of await indexedDB.databases()) {
      const db = await answer(indexedDB.open(name!));
      for (const store of db.objectStoreNames)
        found.push(asText(await answer(db.transaction(store).objectStore(store).getAll())));
      found.push(name!);
      db.close();
    }
    for (const name of await caches.keys())
      for (const request of await (await caches.open(name)).keys()) found.push(request.url);
    return found.join('\n');
  });
}

test(
  'set, shut, and opened again: nothing can be read in between, and nothing is lost',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await device.startFullWard('Ann Keeper');
    await setPin(device);
    await device.seesShared();
    await device.untilAppIsStored();
    await device.cutNetwork();
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    await device.seesStatus(/waiting/);
    expect(await everythingStored(page)).toContain('Elmfield');

    await lockNow(device);
    await expect(page).toHaveTitle('Locked - Wardbook');
    const stored = await everythingStored(page);
    for (const secret of [...secrets, 'a private key', 'a secret key'])
      expect(stored).not.toContain(secret);
    expect(stored).not.toContain('wardbook-book-');

    for (let tries = 1; tries <= 3; tries++) {
      await tryPin(device, '111222');
      await expect(page.getByText('That is not the PIN. Try again.')).toBeVisible();
    }
    await tryPin(device, '111222');
    await expect(page.getByText(/You can try again in \d seconds?\./)).toBeVisible();
    await expect(device.button(/^Wait/)).toBeDisabled();
    await page.reload();
    await expect(device.heading('This book is locked')).toBeVisible();
    await tryPin(device, pin);
    await expect(device.heading('More')).toBeVisible();

    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('Green');
    await device.seesStatus(/waiting/);
    await device.restoreNetwork();
    await device.seesShared();
  },
);

test(
  'what was not shared before it was locked reaches the others after',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await setPin(ben);
    await ben.seesShared();
    await ben.untilAppIsStored();
    await ben.cutNetwork();
    await ben.openPerson('Esha Patel');
    await ben.recordAnswer('G Green');
    await lockNow(ben);
    await tryPin(ben, pin);
    await ben.restoreNetwork();
    await ben.seesShared();
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('by Ben Editor');
  },
);

test(
  'two windows are locked together and opened together',
  { tag: '@long' },
  async ({ device }) => {
    const first = device.page;
    await device.startFullWard();
    await setPin(device);
    const second = await device.context.newPage();
    await second.goto(first.url());
    await expect(second.getByRole('heading', { name: 'Lock', exact: true })).toBeVisible();
    await lockNow(device);
    await expect(second.getByRole('heading', { name: 'This book is locked' })).toBeVisible();
    device.page = second;
    await tryPin(device, pin);
    await expect(device.heading('This book has a lock on this device')).toBeVisible();
    await expect(first.getByRole('heading', { level: 1, name: 'More' })).toBeVisible();
    device.page = first;
    await device.seesShared();
  },
);

test('setting a lock gives all windows the new keys', { tag: '@long' }, async ({ device }) => {
  const first = device.page;
  await device.startFullWard();
  const second = await device.context.newPage();
  await second.goto(first.url());
  await setPin(device);
  device.page = second;
  await device.seesShared();
  await device.openPerson('Esha Patel');
  await device.recordAnswer('G Green');
  await device.seesShared();
});

test(
  'it locks by itself, while it is open and when one comes back',
  { tag: '@long' },
  async ({ device }) => {
    await device.page.clock.install();
    await device.startFullWard();
    await setPin(device);
    const home = device.bookPath;
    await device.page.evaluate(() => (location.hash = 'street=acacia'));
    await device.page.clock.fastForward('16:00');
    await expect(device.heading('This book is locked')).toBeVisible();
    await expect(device.page).not.toHaveURL(/acacia/);
    await tryPin(device, pin);
    await expect(device.heading('This book has a lock on this device')).toBeVisible();

    await moveClock(device.context, 60 * 60_000);
    await device.startAfresh('/');
    await expect(device.link(/Locked book/)).toBeVisible();
    await expect(device.page.getByText('Elmfield')).toHaveCount(0);
    await device.link(/Locked book/).click();
    await expect(device.heading('This book is locked')).toBeVisible();
    expect(await everythingStored(device.page)).not.toContain('Elmfield');
    await tryPin(device, pin);
    await expect(device.page).toHaveURL(new RegExp(`${home}/people`));
    await device.seesShared();
  },
);

test(
  'a PIN that is tried first is refused, and both must be the same',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await device.startFullWard();
    await device.goToMore('Lock');
    const first = page.getByLabel('New PIN', { exact: true });
    const again = page.getByLabel('The same PIN again', { exact: true });
    for (const [weak, words] of [
      ['12345', 'Use at least 6 digits.'],
      ['000000', /One character over and over/],
      ['123456', /Digits in a row/],
      ['121212', /Digits in a pattern/],
    ] as const) {
      await first.fill(weak);
      await again.fill(weak);
      await device.button('Set the lock').click();
      await expect(page.getByText(words)).toBeVisible();
      await expect(first).toBeFocused();
    }
    await first.fill(pin);
    await again.fill('402919');
    await device.button('Set the lock').click();
    await expect(page.getByText('This is not the same as the first one.')).toBeVisible();
  },
);

test(
  'without a connection no lock is set, and it says why',
  { tag: '@long' },
  async ({ device, relay }) => {
    await device.startFullWard();
    await device.seesShared();
    await device.goToMore('Lock');
    await relay.stop();
    await expect(device.page.getByText('Setting a lock needs a connection, once.')).toBeVisible();
  },
);

test('a device that is full stays unlocked and says so', { tag: '@long' }, async ({ device }) => {
  const { page } = device;
  await device.startFullWard();
  await setPin(device);
  await device.seesShared();
  await fillStorage(page);
  await device.button('Lock now').click();
  await expect(device.heading('Your book is not locked')).toBeVisible();
  await expect(page.getByText('The book is not locked: this device is full.')).toBeVisible();
  await freeSpace(page);
  await device.button('Go on with the book').click();
  await device.openPerson('Esha Patel');
  await lockNow(device);
});

test(
  'a forgotten PIN: what to do, and taking the locked book off this device',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await device.startFullWard();
    await setPin(device);
    await device.seesShared();
    await lockNow(device);
    await page.getByText('I forgot the PIN').click();
    await expect(page.getByText('Nobody can tell you the PIN or make a new one')).toBeVisible();
    await expect(page.getByText(/Ask a keeper for a new link/)).toBeVisible();
    await expect(page.getByText(/Everything in it had been shared/)).toBeVisible();
    await device.button('Remove this book from this device').click();
    await device.button('Remove it').click();
    await expect(page.getByRole('navigation', { name: 'Ways in' })).toBeVisible();
    await expect(device.link(/Locked book/)).toHaveCount(0);
    expect(await everythingStored(page)).not.toContain('Elmfield');
  },
);

test(
  'the PIN is changed, and the lock taken off, only by who knows it',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await device.startFullWard();
    await setPin(device);
    await device.button('Change the PIN').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('PIN', { exact: true }).fill('111222');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(dialog.getByText('That is not the PIN. Try again.')).toBeVisible();
    await dialog.getByLabel('PIN', { exact: true }).fill(pin);
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await dialog.getByRole('radio', { name: 'A passphrase' }).check();
    await dialog.getByLabel('New passphrase', { exact: true }).fill('four wet doors');
    await dialog.getByLabel('The same passphrase again', { exact: true }).fill('four wet doors');
    await dialog.getByRole('button', { name: 'Change the PIN' }).click();
    await expect(page.getByText('Your passphrase opens it.')).toBeVisible();
    await lockNow(device);
    await page.getByLabel('Passphrase', { exact: true }).fill('four wet doors');
    await device.page.getByRole('button', { name: 'Unlock', exact: true }).click();
    await device.goToMore('Lock');
    await device.button('Take the lock off').click();
    await dialog.getByLabel('Passphrase', { exact: true }).fill('four wet doors');
    await dialog.getByRole('button', { name: 'Go on' }).click();
    await expect(device.button('Set the lock')).toBeVisible();
    await device.seesShared();
  },
);

test(
  'a keeper’s removal of a locked device is learnt, and obeyed, when it is unlocked',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await setPin(ben);
    await ben.seesShared();
    await lockNow(ben);
    await device.goToMore('Team');
    await device.button('Change Ben Editor').click();
    await device.button('Remove from the book').click();
    await device.button('Remove them').click();
    await expect(device.button('Change Ben Editor')).toHaveCount(0);
    await tryPin(ben, pin);
    await expect(ben.heading('This device was removed')).toBeVisible();
    await expect(ben.page.getByText(/Ann Keeper removed this device/)).toBeVisible();
  },
);

test(
  'a passkey unlocks the book, alone or beside a PIN',
  { tag: '@long' },
  async ({ device, relay }) => {
    const { page } = device;
    const session = await device.context.newCDPSession(page);
    await session.send('WebAuthn.enable');
    await session.send('WebAuthn.addVirtualAuthenticator', {
      options: {
        protocol: 'ctap2',
        ctap2Version: 'ctap2_1',
        transport: 'internal',
        hasResidentKey: true,
        hasUserVerification: true,
        hasPrf: true,
        isUserVerified: true,
        automaticPresenceSimulation: true,
      },
    });
    // At an address in numbers there are no passkeys, and none is offered.
    await device.startFullWard();
    await device.goToMore('Lock');
    await expect(page.getByRole('radio', { name: 'A PIN' })).toBeVisible();
    await expect(page.getByRole('radio', { name: 'A passkey' })).toHaveCount(0);

    await page.goto(`http://localhost:${relay.port}/start`);
    await device.startWard();
    await device.goToMore('Lock');
    await page.getByRole('radio', { name: 'A passkey' }).check();
    await device.button('Set the lock').click();
    await expect(page.getByText('Your passkey opens it.')).toBeVisible();
    await lockNow(device);
    expect(await everythingStored(page)).not.toContain('Elmfield');
    await device.button('Unlock with a passkey').click();
    await device.goToMore('Lock');

    await device.button('Add a PIN or passphrase').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('button', { name: 'Go on with a passkey' }).click();
    await dialog.getByLabel('New PIN', { exact: true }).fill(pin);
    await dialog.getByLabel('The same PIN again', { exact: true }).fill(pin);
    await dialog.getByRole('button', { name: 'Add a PIN or passphrase' }).click();
    await expect(page.getByText('Your PIN or your passkey opens it.')).toBeVisible();
    await lockNow(device);
    await tryPin(device, pin);
    await expect(device.heading('More')).toBeVisible();
    await lockNow(device);
    await device.button('Unlock with a passkey').click();
    await expect(device.heading('More')).toBeVisible();
  },
);
