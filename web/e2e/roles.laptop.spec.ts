/** What a member may do changes, comes to its end, or was never theirs: and the screen says so. */
import { expect, test } from './support/fixtures.ts';

test(
  'an editor is made a reader: their screen offers nothing more to change, and says why',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await ben.openPerson('Esha Patel');
    await expect(ben.button('Record an answer')).toBeVisible();

    await device.goToMore('Team');
    await device.button('Change Ben Editor').click();
    const panel = device.page.getByRole('dialog');
    await panel.getByRole('radio', { name: 'Reader' }).check();
    await panel.getByRole('button', { name: 'Save the change' }).click();
    await expect(device.page.getByText('Ben Editor is changed for everybody')).toBeVisible();

    await expect(ben.button('Record an answer')).toHaveCount(0);
    await ben.goToMore('Invite a colleague');
    await expect(ben.page.getByText(/^Keepers of this book invite people/)).toBeVisible();
    await expect(ben.button('Make the link')).toHaveCount(0);
    await ben.goToMore('Who was let in');
    await expect(
      ben.page.getByText('Ann Keeper made Ben Editor a reader', { exact: false }),
    ).toBeVisible();
  },
);

test(
  'on a helper’s last day the relay closes, with a reason that stays on the screen',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    await device.startFullWard('Ann Keeper');
    const sam = await another();
    await sam.join(await device.invite('Editor'), 'Sam Helper');
    await device.goToMore('Team');
    await device.button('Change Sam Helper').click();
    const panel = device.page.getByRole('dialog');
    const tomorrow = new Date(Date.now() + 86_400_000);
    const day = [
      tomorrow.getFullYear(),
      String(tomorrow.getMonth() + 1).padStart(2, '0'),
      String(tomorrow.getDate()).padStart(2, '0'),
    ].join('-');
    await panel.getByLabel('Their last day in the book').fill(day);
    await panel.getByRole('button', { name: 'Save the change' }).click();
    await expect(device.page.getByText('Sam Helper is changed for everybody')).toBeVisible();
    await sam.seesShared();

    relay.passTime(3 * 86_400_000);
    await sam.seesStatus('Your time in this book has ended');
    await sam.goToMore('Where your data is');
    await expect(sam.page.getByRole('main')).toContainText(
      'If you still need the book, ask a keeper to let you in again.',
    );
    // Nothing is taken off the device, and the keeper goes on.
    await sam.openPerson('Esha Patel');
    await device.openPerson('Esha Patel');
    await device.recordAnswer('G Green');
    await device.seesShared();
  },
);

test(
  'a link is withdrawn: it says so, and who came by it stays',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await device.invite('Reader', 'Up to 5 people');
    const ben = await another();
    await ben.join(link, 'Ben Reader');
    await device.goToMore('Invite a colleague');
    await expect(device.page.getByText('Ben Reader', { exact: false }).first()).toBeVisible();
    await device
      .button(/^Withdraw/)
      .first()
      .click();
    const late = await another();
    await expect(device.page.getByText(/withdrawn/i).first()).toBeVisible();
    await late.openLink(link, 'Late Larry');
    await expect(late.page.getByRole('alert')).toContainText('This link has been withdrawn.');
    await ben.openPerson('Esha Patel');
    await ben.seesShared();
  },
);
