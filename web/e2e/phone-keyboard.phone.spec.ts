/**
 * A keyboard over half of the phone, on the ways of both kinds of phone: the field that is written in
 * and the places along the bottom stay in sight.
 */
import type { Locator } from '@playwright/test';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';
import { everywhere, fillBook } from './support/tour.ts';

const size = { width: 390, height: 844 };
const leftPx = 400;
/** Browsers scroll by whole pixels, and fields begin between them. */
const scrolledPx = 1;

/** Where a page can be seen, px from its top. */
interface Part {
  readonly top: number;
  readonly bottom: number;
}

interface Keyboard {
  readonly name: string;
  readonly seen: Part;
  readonly open: (device: Device) => Promise<void>;
}

const keyboards: readonly Keyboard[] = [
  {
    name: 'as Android has it, the page made smaller',
    seen: { top: 0, bottom: leftPx },
    open: ({ page }) => page.setViewportSize({ ...size, height: leftPx }),
  },
  ...[0, 120].map((top) => ({
    name: `as iPhones have it, laid over the page${top > 0 ? ' that was moved up' : ''}`,
    seen: { top, bottom: top + leftPx },
    open: (device: Device) => layOver(device, top),
  })),
];

/** Chromium has no such keyboard to show: the page is told of it, and must look by itself. */
async function layOver({ page }: Device, offsetTop: number): Promise<void> {
  await page.evaluate(
    ({ height, top }) => {
      const told = { height, offsetTop: top };
      for (const [name, value] of Object.entries(told))
        Object.defineProperty(visualViewport, name, { configurable: true, value });
      visualViewport!.dispatchEvent(new Event('resize'));
    },
    { height: leftPx, top: offsetTop },
  );
}

async function close({ page }: Device): Promise<void> {
  await page.evaluate(() => {
    for (const name of ['height', 'offsetTop']) Reflect.deleteProperty(visualViewport!, name);
    visualViewport!.dispatchEvent(new Event('resize'));
  });
  await page.setViewportSize(size);
}

/** All of it, and nothing over it. */
async function expectInSight(target: Locator, { top, bottom }: Part): Promise<void> {
  await expect(async () => {
    const box = (await target.boundingBox())!;
    expect(box.y).toBeGreaterThan(top - scrolledPx);
    expect(box.y + box.height).toBeLessThan(bottom + scrolledPx);
    const isOnTop = await target.evaluate((node) => {
      const { left, top: y, width, height } = node.getBoundingClientRect();
      const at = document.elementFromPoint(left + width / 2, y + height / 2);
      return node.contains(at) || at?.contains(node) === true;
    });
    expect(isOnTop).toBe(true);
  }).toPass({ timeout: 60_000 });
}

const places = ({ page }: Device) => page.getByRole('navigation', { name: 'Places in this book' });

for (const { name, seen, open } of keyboards)
  test(
    `[PHONE6] ${name}: the places and the field stay in sight`,
    { tag: name.endsWith('moved up') ? [] : '@long' },
    async ({ device }) => {
      const { page } = device;
      await page.goto('/start');
      await page.getByLabel('Your name').focus();
      await open(device);
      await expectInSight(page.getByLabel('Your name'), seen);
      await close(device);

      await device.buildFullWard();
      const fields: readonly (() => Promise<Locator>)[] = [
        async () => {
          await device.goTo('People');
          return device.search;
        },
        async () => {
          await device.openPerson('Esha Patel');
          return device.field('New note');
        },
        async () => device.field('Mobile'),
        async () => {
          await device.goTo('Memory');
          await device.button('Write down the first thing').click();
          return page.getByRole('combobox', { name: 'Road' });
        },
      ];
      for (const find of fields) {
        const field = await find();
        await field.focus();
        await open(device);
        await expectInSight(field, seen);
        await expectInSight(places(device), seen);
        await close(device);
      }
      // In a panel that comes from the bottom there are no places, and the field is in sight.
      await device.openPerson('Esha Patel');
      await device.button('Record an answer').click();
      const panel = page.getByRole('dialog');
      await panel.getByRole('button', { name: 'G Green' }).click();
      const note = panel.getByRole('textbox', { name: 'Note', exact: true });
      await note.focus();
      await open(device);
      await expectInSight(note, seen);
      await expectInSight(device.button('Done'), seen);
    },
  );

test(
  '[PHONE6] beside a notch and the bar for going home nothing lies under them',
  { tag: '@long' },
  async ({ device, context }) => {
    const { page } = device;
    const insets = { top: 47, bottom: 34 };
    const session = await context.newCDPSession(page);
    await session.send('Emulation.setSafeAreaInsetsOverride', { insets });
    await device.startFullWard();
    const free = { top: insets.top, bottom: size.height - insets.bottom };
    for (const link of await places(device).getByRole('link').all())
      await expectInSight(link, free);
    await expectInSight(device.status, free);
    await device.openPerson('Esha Patel');
    await device.field('New note').focus();
    await layOver(device, 0);
    await expectInSight(device.field('New note'), { ...free, bottom: leftPx });
    for (const link of await places(device).getByRole('link').all())
      await expectInSight(link, { ...free, bottom: leftPx - insets.bottom });
    await close(device);
    await page.goto('/b/cut-short');
    await expectInSight(device.heading('This is no book’s address'), free);
  },
);

test(
  '[PHONE6] no field has letters so small that a phone zooms in on it',
  { tag: '@long' },
  async ({ device }) => {
    const small: string[] = [];
    let fields = 0;
    for (const { name, go } of everywhere(await fillBook(device)))
      await test.step(name, async () => {
        await go(device);
        const found = await device.page
          .locator('input:not([type=checkbox], [type=radio], [type=file]), select, textarea')
          .evaluateAll((all) =>
            all.map((field) => ({
              px: Number.parseFloat(getComputedStyle(field).fontSize),
              what: field.getAttribute('aria-label') ?? field.id,
            })),
          );
        fields += found.length;
        for (const { px, what } of found) if (px < 16) small.push(`${name}: ${what} ${px} px`);
      });
    expect(small).toEqual([]);
    expect(fields).toBeGreaterThan(20);
  },
);
