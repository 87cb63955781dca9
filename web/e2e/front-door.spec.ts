/** What a newcomer sees first. */
import { expect, test } from './support/fixtures.ts';

test('the front door has three ways in, and each leads where it says', async ({ device }) => {
  const { page } = device;
  await page.goto('/');
  const ways = page.getByRole('navigation', { name: 'Ways in' });
  await expect(ways.getByRole('link')).toHaveCount(3);
  await ways.getByRole('link', { name: /Start your ward’s book/ }).click();
  await expect(device.heading('Start your ward’s book')).toBeVisible();
  await page.goBack();
  await ways.getByRole('link', { name: /Join with a link/ }).click();
  await expect(device.heading('Join a book')).toBeVisible();
  await page.goBack();
  await expect(ways.getByRole('link', { name: /Try the demo ward/ })).toBeVisible();
});

test('an address that leads nowhere says so, and what to do', async ({ device, guard }) => {
  guard.allow(/404|Not found/i);
  await device.page.goto('/nowhere/at/all');
  await expect(device.heading('There is no page at this address')).toBeVisible();
  await device.link('Go to the start').click();
  await expect(device.page.getByRole('navigation', { name: 'Ways in' })).toBeVisible();
});

test(
  'a book’s address alone opens nothing on another device',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard();
    const stranger = await another();
    await stranger.page.goto(device.bookPath);
    await expect(stranger.heading('This book is not in this browser')).toBeVisible();
    await expect(stranger.field('Invite link')).toBeVisible();
    await expect(stranger.page.getByText('Elmfield')).toHaveCount(0);
  },
);

test(
  'a book that was started is listed at the front door and opens from there',
  { tag: '@long' },
  async ({ device }) => {
    await device.startWard('Ann Keeper', 'Elmfield');
    await device.page.goto('/');
    await device.link(/Elmfield/).click();
    await expect(device.page.getByText('Elmfield').first()).toBeVisible();
    await device.seesShared();
  },
);
