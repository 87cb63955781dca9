/** Browsers and addresses that cannot keep a book: a clear sentence each, and nothing half done. */
import { expect, test } from './support/fixtures.ts';

test('plain http from another machine is refused with what to do', async ({
  device,
  guard,
  relay,
}) => {
  relay.settings = { creating: 'open' };
  await relay.restart();
  const { page } = device;
  guard.allow(/Cross-Origin-Opener-Policy header has been ignored/);
  const elsewhere = `http://ward.test:${relay.port}`;
  const sentence = /This address is not secure/;
  for (const path of ['/', '/start', '/demo', '/join'])
    await test.step(path, async () => {
      await page.goto(`${elsewhere}${path}`);
      await expect(page.getByRole('alert')).toContainText(sentence);
      await expect(page.getByRole('alert')).toContainText('Open it with https');
      await expect(page.getByRole('textbox')).toHaveCount(0);
    });
  await page.goto(`${elsewhere}/b/AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA/people`);
  await expect(device.heading('This browser cannot open your book')).toBeVisible();
  await expect(page.getByText(sentence)).toBeVisible();
});

test('a browser without the needed cryptography is told apart and told what to use', async ({
  device,
}) => {
  const { page } = device;
  await page.addInitScript(() => {
    const make = crypto.subtle.generateKey.bind(crypto.subtle) as (
      ...all: unknown[]
    ) => Promise<CryptoKey>;
    SubtleCrypto.prototype.generateKey = ((algorithm: unknown, ...rest: unknown[]) =>
      algorithm === 'Ed25519'
        ? Promise.reject(new DOMException('Unrecognized name.', 'NotSupportedError'))
        : make(algorithm, ...rest)) as SubtleCrypto['generateKey'];
  });
  for (const path of ['/', '/start', '/demo', '/join'])
    await test.step(path, async () => {
      await page.goto(path);
      await expect(page.getByRole('alert')).toContainText('This browser cannot seal a book');
      await expect(page.getByRole('alert')).toContainText('Update this browser');
      await expect(page.getByRole('textbox')).toHaveCount(0);
    });
});

test(
  'a browser that keeps nothing on the device is told what to change',
  { tag: '@long' },
  async ({ device }) => {
    const { page } = device;
    await page.addInitScript(() => {
      IDBFactory.prototype.open = () => {
        throw new DOMException('Storage is switched off.', 'SecurityError');
      };
    });
    await page.goto('/start');
    await expect(page.getByRole('alert')).toContainText('will not store a book on this device');
  },
);
