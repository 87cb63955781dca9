/** A keeper decides who comes in and who has to go, and the others see that it was so. */
import { expect, test } from './support/fixtures.ts';

test(
  'somebody asks to be let in, both compare a code, and a keeper lets them in',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const sam = await another();
    await sam.openLink(await device.inviteToAsk('Editor'), 'Sam Okafor');
    await expect(sam.page.getByRole('heading', { name: 'Your code', exact: true })).toBeVisible();
    const code = await sam.page.getByText(/^\d{4} \d{4} \d{4}$/).innerText();
    await device.goToMore('Team');
    const waiting = device.page.getByRole('region', { name: 'Waiting to be let in' });
    await expect(waiting).toContainText('Sam Okafor');
    await expect(waiting).toContainText(code);
    await expect(waiting).toContainText(/with Chrom\w+ on Linux/);
    await device.button('Let in Sam Okafor').click();
    await sam.seesShared();
    await sam.openPerson('Esha Patel');
    await expect(sam.part('What counts now')).toBeVisible();
  },
);

test(
  'two who are never there together come to have a code, and each is told meanwhile what is awaited',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.inviteToAsk('Editor');
    const home = device.page.url();
    await device.page.goto('about:blank');
    const sam = await another();
    await sam.openLink(link, 'Sam Okafor');
    await expect(sam.heading('Your code will appear here')).toBeVisible();
    await expect(
      sam.page.getByText('The keepers of the book can see', { exact: false }),
    ).toBeVisible();
    const waitingPage = sam.page.url();
    await sam.page.goto('about:blank');

    await device.page.goto(home);
    await device.goToMore('Team');
    const waiting = device.page.getByRole('region', { name: 'Waiting to be let in' });
    await expect(waiting).toContainText(
      'The code appears here when Wardbook has been opened once more on their device',
    );
    await expect(device.button('Let in Sam Okafor')).toHaveCount(0);
    await expect(device.button('Turn away Sam Okafor')).toBeVisible();
    const team = device.page.url();
    await device.page.goto('about:blank');

    await sam.page.goto(waitingPage);
    await expect(sam.page.getByRole('heading', { name: 'Your code', exact: true })).toBeVisible();
    const code = await sam.page.getByText(/^\d{4} \d{4} \d{4}$/).innerText();
    await sam.page.goto('about:blank');

    await device.page.goto(team);
    await expect(waiting).toContainText(code);
    await device.button('Let in Sam Okafor').click();
    await expect(waiting).toHaveCount(0);
    await sam.page.goto(waitingPage);
    await sam.seesShared();
  },
);

test(
  'somebody who asks is turned away, and told by whom',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const eve = await another();
    await eve.openLink(await device.inviteToAsk('Reader'), 'Eve Stranger');
    await device.goToMore('Team');
    await device.button('Turn away Eve Stranger').click();
    await device.button('Turn them away').click();
    await expect(eve.page.getByRole('heading', { name: 'You were not let in' })).toBeVisible();
    await expect(eve.page.getByText('Nothing of the book was ever on it.')).toBeVisible();
  },
);

test('a keeper removes a device, which learns who did it and loses the book', async ({
  device,
  another,
}) => {
  const ben = await another();
  await device.startFullWardWith(ben);
  await device.goToMore('Team');
  await device.button('Change Ben Editor').click();
  await device.button(/^Remove/).click();
  await expect(device.page.getByText('This cannot be undone.', { exact: false })).toBeVisible();
  await device.button('Remove them').click();
  await expect(ben.page.getByRole('heading', { name: 'This device was removed' })).toBeVisible();
  await expect(ben.page.getByText(/^Ann Keeper removed this device/)).toBeVisible();
  await expect(ben.page.getByText(/The book has been taken off this device/)).toBeVisible();
  await ben.page.goto('/');
  await expect(ben.page.getByText('No books on this device yet.', { exact: false })).toBeVisible();
  await expect(device.page.getByText('Ben Editor is removed', { exact: false })).toBeVisible();
  await device.openPerson('Esha Patel');
  await device.recordAnswer('G Green');
  await device.seesShared();
});

test(
  'links that ended with a removal are made anew with one press each',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const ben = await another();
    await ben.join(await device.invite('Editor', 'Up to 5 people'), 'Ben Editor');
    await device.invite('Reader');
    await device.goToMore('Team');
    await device.button('Change Ben Editor').click();
    await device.button(/^Remove/).click();
    await device.button('Remove them').click();
    const ended = device.page.getByRole('region', { name: 'Links that ended' });
    await expect(ended).toBeVisible();
    // At once, though his last word of being here still stands for some seconds.
    expect(await device.page.getByRole('list', { name: 'Here now' }).count()).toBe(0);
    await expect(ended.getByRole('listitem')).toHaveCount(2);
    await expect(ended).toContainText('It ended so that Ben Editor cannot come back by it.');

    await ended.getByRole('button', { name: /^Make a new one in place of: Editor/ }).click();
    const made = device.page.getByRole('region', { name: 'A new link in its place' });
    await expect(made.getByRole('heading', { name: 'A new link in its place' })).toBeFocused();
    await expect(made.getByText('Ready', { exact: true })).toBeVisible();
    const link = await made.getByLabel('Link', { exact: true }).inputValue();
    await made.getByRole('button', { name: 'Back to the links that ended' }).click();
    await expect(ended.getByRole('heading', { name: 'Links that ended' })).toBeFocused();
    await expect(ended.getByRole('listitem')).toHaveCount(1);

    const cat = await another();
    await cat.join(link, 'Cat Reid');
  },
);
