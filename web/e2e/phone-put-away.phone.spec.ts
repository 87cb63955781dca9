/** A phone that is put away and taken out again: the line may have died, the page may have been ended. */
import type { Device } from './support/device.ts';
import { expect, test as base } from './support/fixtures.ts';
import { Line } from './support/line.ts';

const test = base.extend<{ line: Line }>({
  line: async ({ relay, guard }, use) => {
    const line = new Line(relay.port);
    await line.start();
    guard.allowRelay(line);
    await use(line);
    await line.stop();
  },
});

/** Tells a page that its phone is put away, or taken out again. Gives what it shows right after. */
async function become({ page }: Device, visibility: 'hidden' | 'visible'): Promise<string> {
  return page.evaluate(async (value) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, value });
    document.dispatchEvent(new Event('visibilitychange'));
    await new Promise((resolve) => {
      const { port1, port2 } = new MessageChannel();
      port1.onmessage = resolve;
      port2.postMessage(undefined);
    });
    const shown = document.querySelectorAll<HTMLElement>('header a, main');
    return [...shown].map(({ innerText }) => innerText).join('\n');
  }, visibility);
}

/** The system ends the page: no handler of it runs any more. */
async function kill({ page, context }: Device): Promise<void> {
  const gone = page.waitForEvent('crash');
  const session = await context.newCDPSession(page);
  // It cannot answer: that is what is asked of it.
  session.send('Page.crash').catch(() => undefined);
  await gone;
}

test(
  '[PHONE1] on a line that is dead without a word, the device finds out and shares what waits',
  { tag: '@long' },
  async ({ device, line, another }) => {
    await device.page.goto(`${line.url}/start`);
    await device.buildFullWard('Ann Keeper');
    await device.seesShared();
    const ben = await another();
    await ben.join(await device.invite('Editor'), 'Ben Editor');
    for (const each of [device, ben]) await each.untilAppIsStored();

    line.goDead();
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    // Not one closing word has come: by itself nobody would know for most of a minute.
    await device.seesWaiting(1);
    await become(device, 'visible');
    await device.seesShared();
    expect(line.lost).toBeGreaterThan(0);
    await become(ben, 'visible');
    await ben.openPerson('Esha Patel');
    await expect(ben.part('What counts now')).toContainText('by Ann Keeper');
  },
);

test(
  '[PHONE1] taken out after a while, it calls nothing shared before the relay has answered',
  { tag: '@long' },
  async ({ device, line }) => {
    await device.page.clock.install();
    await device.page.goto(`${line.url}/start`);
    await device.buildFullWard('Ann Keeper');
    await device.goToMore('Where your data is');
    await device.seesShared();
    await become(device, 'hidden');
    line.goDead();
    await device.page.clock.fastForward(20_000);
    const connected = /^Connected$/m;
    expect(await device.page.getByRole('main').innerText()).toMatch(connected);
    const said = await become(device, 'visible');
    expect(said).not.toMatch(connected);
    expect(said).not.toMatch(/^Shared$/m);
    expect(said).toMatch(/^Connecting$/m);
    expect(said).toContain(device.isPhone ? 'On device' : 'On this device');
    await device.page.clock.fastForward(5_000);
    await device.seesShared();
  },
);

test(
  '[PHONE2] what was called safe on this device is there when its page was killed, and is shared then',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard('Ann Keeper');
    await device.seesShared();
    await device.untilAppIsStored();
    const home = device.bookPath;
    await device.cutNetwork();
    const answers = ['Esha Patel', 'Dev Patel', 'Bob Green'];
    for (const [at, name] of answers.entries()) {
      await device.openPerson(name);
      await device.button('Record an answer').click();
      await device.page.getByRole('dialog').getByRole('button', { name: 'G Green' }).click();
      await device.seesWaiting(at + 1);
      await kill(device);
      await device.startAfresh(home);
      await device.seesWaiting(at + 1);
    }
    for (const name of answers) {
      await device.openPerson(name);
      await expect(device.part('What counts now')).toContainText('Green');
    }
    await device.restoreNetwork();
    await device.seesShared();
  },
);

test(
  '[PHONE2] words that were half written when the phone was put away are kept when the page is killed',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard('Ann Keeper');
    await device.seesShared();
    const home = device.bookPath;
    await device.openPerson('Dev Patel');
    await device.field('Known as').fill('Devvy');
    await become(device, 'hidden');
    await device.seesShared();
    await become(device, 'visible');
    // Whoever comes back goes on where they were.
    await device.field('Known as').pressSequentially(' P');
    await device.field('New note').fill('Call after');
    await become(device, 'hidden');
    await expect(device.field('Change the note')).toHaveValue('Call after');
    await become(device, 'visible');
    await device.field('Change the note').fill('Call after six');
    await become(device, 'hidden');
    await device.seesShared();
    await kill(device);
    await device.startAfresh(home);
    await device.openPerson('Dev Patel');
    await expect(device.field('Known as')).toHaveValue('Devvy P');
    await expect(device.part('Notes').getByRole('listitem')).toHaveText(/Call after six/);
  },
);
