/** Letting a colleague in by a link, and what a link that is no good says. */
import { secretOf, spoiled } from './support/links.ts';
import { expect, test } from './support/fixtures.ts';

test(
  'a colleague joins by a link as an editor, and both see what the other records',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor');
    await expect(device.page.getByRole('img', { name: /^Code to scan/ })).toBeVisible();
    const ben = await another();
    await ben.join(link, 'Ben Editor');
    await ben.openPerson('Esha Patel');
    await ben.recordAnswer('G Green');
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('Green');
    await expect(device.part('What counts now')).toContainText('by Ben Editor');
    await device.goToMore('Team');
    const team = device.page.getByRole('region', { name: 'In the book' });
    await expect(team.getByRole('listitem').filter({ hasText: 'Ben Editor' })).toContainText(
      'Let in by Ann Keeper',
    );
  },
);

test(
  'a reader sees everything and is offered nothing that would change it',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Reader');
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    const rita = await another();
    await rita.join(link, 'Rita Reader');
    await rita.openPerson('Esha Patel');
    await expect(rita.part('What counts now')).toContainText('Green');
    await expect(rita.record.getByText('You may read this book.')).toBeVisible();
    await expect(rita.record.getByRole('button')).toHaveCount(0);
    await expect(rita.record.getByRole('textbox')).toHaveCount(0);
    await expect(rita.record.getByRole('switch')).toHaveCount(0);
    await rita.goTo('Doors');
    await rita.page.getByRole('option').filter({ hasText: 'Orchard Way' }).first().click();
    await expect(rita.page.getByRole('button', { name: /^Esha Patel/ })).toBeVisible();
    await expect(rita.button(/^Not in/)).toHaveCount(0);
    await rita.page.getByRole('button', { name: /^Esha Patel/ }).click();
    await expect(rita.page.getByText(/Only its editors and keepers record answers/)).toBeVisible();
    await expect(rita.page.getByRole('button', { name: 'L Labour' })).toHaveCount(0);
    await rita.button('Close').click();
    await rita.goToMore('Import the register');
    await expect(rita.page.getByText(/You can read this book and not change it/)).toBeVisible();
    await expect(rita.page.locator('input[type=file]')).toHaveCount(0);
    await rita.goToMore('Invite a colleague');
    await expect(rita.page.getByText('Keepers of this book invite people.')).toBeVisible();
    await rita.goToMore('Canvass codes');
    await expect(rita.button('Add a code')).toHaveCount(0);
    await rita.goToMore('About this book');
    await expect(rita.page.getByRole('main').getByRole('textbox')).toHaveCount(0);
  },
);

test('the link’s secret leaves the address bar and the history, and is never asked for', async ({
  device,
  another,
  guard,
}) => {
  await device.startFullWard('Ann Keeper');
  const link = await device.invite('Editor');
  const secret = secretOf(link);
  const ben = await another();
  await ben.page.goto(link);
  await expect(ben.button('Join the book')).toBeVisible();
  await expect.poll(() => ben.page.url()).not.toContain('#');
  await ben.page.getByLabel('Your name').fill('Ben Editor');
  await ben.button('Join the book').click();
  await ben.seesShared();
  await ben.page.goBack();
  const traces = await ben.page.evaluate(() => location.href + JSON.stringify(history.state));
  expect(traces).not.toContain(secret);
  expect(guard.addresses.filter((address) => address.includes(secret))).toEqual([]);
  expect(guard.addresses.some((address) => address.includes('/relay'))).toBe(true);
});

test(
  'a link can be pasted, and half a link is told from a whole one',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor');
    const ben = await another();
    await ben.page.goto('/join');
    await ben.page.getByLabel('Invite link').fill(link.slice(0, -12));
    await ben.button('Use this link').click();
    await expect(ben.page.getByText('This is not a whole invite link.')).toBeVisible();
    await ben.page.getByLabel('Invite link').fill(link);
    await ben.button('Use this link').click();
    await ben.button('Join the book').click();
    await expect(ben.page.getByText(/Enter your name/)).toBeVisible();
    await ben.page.getByLabel('Your name').fill('Ben Editor');
    await ben.button('Join the book').click();
    await ben.seesShared();
  },
);

test('a link that has expired says so', { tag: '@long' }, async ({ device, another, relay }) => {
  await device.startFullWard('Ann Keeper');
  const link = await device.invite('Editor');
  relay.passTime(4 * 24 * 3_600_000);
  const late = await another();
  await late.openLink(link, 'Late Larry');
  const refusal = late.page.getByRole('alert');
  await expect(refusal).toContainText('This link has expired.');
  await expect(refusal).toContainText('Nothing was changed on this device');
  await expect(refusal).toContainText('Ask the colleague who sent it for a new link.');
});

test('a link for one person lets in one person', { tag: '@long' }, async ({ device, another }) => {
  await device.startFullWard('Ann Keeper');
  const link = await device.invite('Editor');
  await (await another()).join(link, 'Ben Editor');
  const second = await another();
  await second.openLink(link, 'Cat Second');
  await expect(second.page.getByRole('alert')).toContainText(
    'This link has been used as often as it may be.',
  );
});

test(
  'a link with a wrong secret, or to a book that the relay never saw, says what to do',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor');
    const stranger = await another();
    await stranger.openLink(spoiled(link, 'secret'), 'Sid Stranger');
    const refusal = stranger.page.getByRole('alert');
    await expect(refusal).toContainText('This link is not one that the book knows.');
    await expect(refusal).toContainText('Nothing was changed on this device');
    await stranger.openLink(spoiled(link, 'book'), 'Sid Stranger');
    await expect(refusal).toContainText('The server at this address does not know the book.');
  },
);

test(
  'joining with no answer from the relay says so, and works once there is one',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor');
    const ben = await another();
    await ben.page.goto(link);
    await ben.page.getByLabel('Your name').fill('Ben Editor');
    await relay.stop();
    await ben.button('Join the book').click();
    await expect(ben.page.getByRole('alert')).toContainText(
      'There was no answer from your team’s server.',
    );
    await relay.start();
    await ben.button('Try again').click();
    await ben.seesShared();
  },
);

test(
  'whoever is in the book already is taken to it by the link',
  { tag: '@long' },
  async ({ device }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Editor');
    await device.page.goto(link);
    await device.seesShared();
  },
);
