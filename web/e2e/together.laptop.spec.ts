/** Two people, one book, at once. */
import { moveClock } from './support/clocks.ts';
import type { Device } from './support/device.ts';
import { expect, test } from './support/fixtures.ts';

type Another = (options?: object) => Promise<Device>;

async function two(ann: Device, another: Another): Promise<Device> {
  const ben = await another();
  await ann.startFullWardWith(ben);
  return ben;
}

test(
  'different fields of one person, edited at once, both survive',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await two(device, another);
    await device.openPerson('Esha Patel');
    await ben.openPerson('Esha Patel');
    const mobile = device.field('Mobile');
    const email = ben.field('Email');
    await mobile.fill('07700 900123');
    await email.fill('esha@example.org');
    await mobile.press('Enter');
    await email.press('Enter');
    await expect(device.field('Email')).toHaveValue('esha@example.org');
    await expect(ben.field('Mobile')).toHaveValue('07700 900123');
  },
);

test(
  'the same field, edited apart, keeps both entries until somebody picks',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await two(device, another);
    await device.openPerson('Esha Patel');
    await ben.openPerson('Esha Patel');
    await ben.cutNetwork();
    await ben.field('Mobile').fill('07700 900222');
    await ben.field('Mobile').press('Tab');
    await device.field('Mobile').fill('07700 900111');
    await device.field('Mobile').press('Tab');
    await ben.seesWaiting(1);
    await ben.restoreNetwork();
    for (const { record } of [device, ben]) {
      await expect(record.getByText('Mobile: two different entries')).toBeVisible();
      await expect(record.getByText('07700 900111').first()).toBeVisible();
      await expect(record.getByText('07700 900222').first()).toBeVisible();
    }
    await device.button('Keep this one: 07700 900222').click();
    for (const each of [device, ben])
      await expect(each.field('Mobile')).toHaveValue('07700 900222');
  },
);

test(
  'two different answers are both kept and shown, and the later conversation counts',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await two(device, another);
    await device.openPerson('Esha Patel');
    await ben.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    await expect(ben.part('What counts now')).toContainText('Green');
    await ben.recordAnswer('L Labour');
    const counts = device.part('What counts now');
    await expect(counts).toContainText('Labour');
    await expect(counts).toContainText('Other answers were recorded too.');
    await expect(counts).toContainText('Green');
    await expect(device.part('What was recorded').getByRole('listitem')).toHaveCount(2);
  },
);

test('who else is here, and whose record they have open, is seen live', async ({
  device,
  another,
}) => {
  const ben = await two(device, another);
  const here = device.page.getByRole('list', { name: 'Here now' });
  await expect(here.getByRole('img', { name: 'Ben Editor is here' })).toBeVisible();
  await ben.openPerson('Esha Patel');
  await device.openPerson('Esha Patel');
  const looking = device.record.getByRole('list', { name: 'Also looking at this record' });
  await expect(looking.getByRole('img', { name: 'Ben Editor has this record open' })).toBeVisible();
  await expect(
    ben.record.getByRole('img', { name: 'Ann Keeper has this record open' }),
  ).toBeVisible();
  await ben.openPerson('Dev Patel');
  await expect(looking).toHaveCount(0);
  await ben.link(/^Elmfield/).click();
  await expect(here).toHaveCount(0);
});

test(
  'two windows of one browser show the same, and count the person once',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard();
    await device.openPerson('Esha Patel');
    const first = device.page;
    const second = await device.context.newPage();
    await second.goto(first.url());
    device.page = second;
    await device.recordAnswer('G Green');
    await device.seesShared();
    device.page = first;
    await expect(device.part('What counts now')).toContainText('Green');
    await device.field('Known as').fill('Esh');
    await device.field('Known as').press('Tab');
    device.page = second;
    await expect(device.field('Known as')).toHaveValue('Esh');
    await expect(second.getByRole('list', { name: 'Here now' })).toHaveCount(0);
  },
);

test(
  '[TABS1] two windows of one browser without a network see each other’s answers at once',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard();
    await device.seesShared();
    await device.openPerson('Esha Patel');
    const first = device.page;
    const second = await device.context.newPage();
    await second.goto(first.url());
    device.page = second;
    await device.seesShared();
    await device.cutNetwork();
    await device.recordAnswer('G Green');
    device.page = first;
    await expect(device.part('What counts now')).toContainText('Green');
    await device.recordAnswer('L Labour');
    device.page = second;
    await expect(device.part('What counts now')).toContainText('Labour');
    await device.restoreNetwork();
    await device.seesShared();
  },
);

test(
  'a clock that is an hour wrong stops nothing and loses nothing',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor');
    for (const [minutes, name] of [
      [-60, 'Slow Sam'],
      [60, 'Fast Fay'],
    ] as const) {
      const other = await another();
      await moveClock(other.context, minutes * 60_000);
      const own = minutes < 0 ? link : await device.invite('Editor');
      await other.join(own, name);
      await other.openPerson('Esha Patel');
      await other.recordAnswer(minutes < 0 ? 'G Green' : 'L Labour');
      await other.seesShared();
    }
    await device.openPerson('Esha Patel');
    await expect(device.part('What was recorded').getByRole('listitem')).toHaveCount(2);
    await device.recordAnswer('T Conservative');
    await expect(device.part('What was recorded').getByRole('listitem')).toHaveCount(3);
    await device.seesShared();
  },
);
