/** Names in the team: two alike told apart, one put right by a keeper, and clocks that are wrong. */
import { moveClock } from './support/clocks.ts';
import { team } from './support/own-devices.ts';
import { expect, test } from './support/fixtures.ts';

test(
  '[NAME2] [NAME3] a second Ann is told apart, and a keeper’s correction is there to read',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Lee');
    const link = await device.invite('Editor');
    const second = await another();
    await second.openLink(link, 'Ann\u200B Lee');
    await expect(second.page.getByText('characters in this that cannot be seen')).toBeVisible();
    await second.join(link, 'ann lee');

    await device.goToMore('Team');
    await expect(team(device)).toContainText('ann lee (2)');
    await team(device).getByRole('link', { name: 'ann lee (2)' }).click();
    await device.button('Correct their name').click();
    await device.field('What are they called?').fill('Anna Lee');
    await device.button('Save the name').click();
    await expect(device.page.getByText('They are called Anna Lee now')).toBeVisible();
    await expect(
      device.page.getByText(/^Called ann lee until .+, changed by Ann Lee\.$/),
    ).toBeVisible();
    await second.goToMore('Who was let in');
    await expect(second.page.getByText('Ann Lee corrected the name of Anna Lee.')).toBeVisible();
    await second.goToMore('Team');
    await expect(team(second)).toContainText('Anna Lee');
  },
);

test(
  '[CLOCK1] [CLOCK2] an editor whose clock stands in another year is in the book, and told',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Lee');
    const link = await device.invite('Editor');
    const late = await another();
    await moveClock(late.context, 4 * 365.25 * 86_400_000);
    await late.openLink(link, 'Ben Reid');
    await late.seesStatus('Shared, but this device’s clock is 4 years ahead');
    await device.goToMore('Team');
    await device.button('Change Ben Reid').click();
    const tomorrow = new Date(Date.now() + 86_400_000).toLocaleDateString('sv-SE');
    await device.page.getByLabel('Their last day in the book').fill(tomorrow);
    await device.button('Save the change').click();
    await expect(device.page.getByText('Ben Reid is changed for everybody')).toBeVisible();
    await late.page.goto(`${late.bookPath}/more/data`);
    await expect(
      late.page.getByText('Shared, but this device’s clock is 4 years ahead').first(),
    ).toBeVisible();
    await expect(late.page.getByText('Your access ends')).toBeVisible();
    await expect(late.page.getByText(/^tomorrow, /)).toBeVisible();
    await expect(late.page.getByText('No longer in the book')).toHaveCount(0);
  },
);
