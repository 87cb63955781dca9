/** A person with several devices: adding one, naming it, losing one, leaving with all. */
import {
  addOwnDevice,
  askAsDevice,
  deviceEntry,
  openTeamPerson,
  ownDeviceLink,
  team,
  waitingHere,
} from './support/own-devices.ts';
import { expect, test } from './support/fixtures.ts';

test(
  '[TEAM4] a keeper adds a second device by a link, with the same code on both',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const link = await ownDeviceLink(device);
    await expect(device.page.getByText(/^It works for another \d+ minutes, once\.$/)).toBeVisible();
    await expect(
      device.page.getByRole('img', { name: 'Code to scan with your other device' }),
    ).toBeVisible();
    const phone = await another();
    await phone.page.goto(link);
    await expect(phone.page.getByLabel('Your name')).toHaveCount(0);
    await expect(phone.field('What is this device called?')).toHaveValue('Chrome on Linux');
    const code = await askAsDevice(phone, link, 'Phone');
    await expect(waitingHere(device)).toContainText('Your second device (Phone)');
    await expect(waitingHere(device)).toContainText(code);
    await device.button('It is mine: the code is the same').click();
    await expect(device.page.getByText('Phone is in the book now')).toBeVisible();
    await phone.seesShared();

    await phone.openPerson('Esha Patel');
    await phone.recordAnswer('G Green');
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('by you');
    await expect(device.page.getByRole('list', { name: 'Here now' })).toHaveCount(0);

    await device.goToMore('Team');
    await expect(team(device).getByRole('listitem')).toHaveCount(1);
    await expect(team(device)).toContainText('2 devices: Chrome on Linux (this one), Phone');
    await device.goToMore('Who was let in');
    await expect(
      device.page.getByText('Ann Keeper let another device of their own in: Phone, as a keeper.'),
    ).toBeVisible();
  },
);

test(
  '[TEAM4] an editor’s second device is let in by a keeper, and a link works once',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    const link = await ownDeviceLink(ben);
    const tablet = await another();
    const code = await askAsDevice(tablet, link, 'Tablet');
    await expect(waitingHere(ben)).toContainText('Your second device');
    await expect(waitingHere(ben)).toContainText(code);
    await expect(waitingHere(ben)).toContainText('A keeper lets it in: Ann Keeper.');
    await expect(waitingHere(ben).getByRole('button')).toHaveCount(0);

    const late = await another();
    await late.page.goto(link);
    await late.button('Add this device').click();
    await expect(late.page.getByRole('alert')).toContainText(
      'This link has been used as often as it may be.',
    );
    await expect(late.page.getByRole('alert')).toContainText(
      'Make a new link on your other device',
    );

    await ben.page.reload();
    await expect(waitingHere(ben)).toContainText(code);
    await device.goToMore('Team');
    await expect(waitingHere(device)).toContainText('Ben Editor’s second device (Tablet)');
    await expect(waitingHere(device)).toContainText(code);
    await device.button('Let in Ben Editor’s second device (Tablet)').click();
    await tablet.seesShared();
    await tablet.openPerson('Esha Patel');
    await tablet.recordAnswer('G Green');
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('by Ben Editor');
  },
);

test(
  '[TEAM4] a second device that is not mine is turned away, and a link can be withdrawn',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    const stranger = await another();
    await askAsDevice(stranger, await ownDeviceLink(device), 'Phone');
    await device.button('It is not mine: turn it away').click();
    await expect(stranger.heading('You were not let in')).toBeVisible();
    await expect(
      device.page.getByText('The device that used the link was turned away by Ann Keeper.'),
    ).toBeVisible();

    const link = await ownDeviceLink(device);
    await device.button('Withdraw this link').click();
    await expect(device.page.getByText('The link was withdrawn.')).toBeVisible();
    const other = await another();
    await other.page.goto(link);
    await other.button('Add this device').click();
    await expect(other.page.getByRole('alert')).toContainText('This link has been withdrawn.');
  },
);

test(
  '[TEAM4] a link that nobody used is over after a quarter of an hour',
  { tag: '@long' },
  async ({ device, another, relay }) => {
    await device.page.clock.install();
    await device.startFullWard('Ann Keeper');
    const link = await ownDeviceLink(device);
    relay.passTime(16 * 60_000);
    const late = await another();
    await late.page.goto(link);
    await late.button('Add this device').click();
    await expect(late.page.getByRole('alert')).toContainText('This link has expired.');
    await device.page.clock.fastForward(16 * 60_000);
    await expect(device.page.getByText('The link is over: nobody used it in time.')).toBeVisible();
  },
);

test(
  '[TEAM4] with no connection no link is made, and it says why',
  { tag: '@long' },
  async ({ device, relay }) => {
    await device.startFullWardAndLose(relay);
    await device.goToMore('Add another device of yours');
    await expect(device.page.getByText(/^This needs a connection/)).toBeVisible();
    await expect(device.button('Show the code to scan')).toBeDisabled();
  },
);

test(
  '[TEAM3] a device is renamed, for everybody, and the name can be taken back',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await openTeamPerson(ben, 'Ben Editor');
    await expect(deviceEntry(ben, 'Chrome on Linux')).toContainText('This device');
    await ben.button('Rename Chrome on Linux').click();
    await ben.field('What is it called?').fill(' ');
    await ben.button('Save the name').click();
    await expect(ben.page.getByText(/Enter a name for the device/)).toBeVisible();
    await ben.field('What is it called?').fill('Old laptop');
    await ben.button('Save the name').click();
    await openTeamPerson(device, 'Ben Editor');
    await expect(deviceEntry(device, 'Old laptop')).toContainText('Here now');
    await ben.button('Undo').click();
    await expect(deviceEntry(device, 'Chrome on Linux')).toBeVisible();
    await device.button('Rename Chrome on Linux').click();
    await device.field('What is it called?').fill('Ben’s laptop');
    await device.button('Save the name').click();
    await expect(deviceEntry(ben, 'Ben’s laptop')).toBeVisible();
    await openTeamPerson(ben, 'Ann Keeper');
    await expect(ben.button(/^Rename/)).toHaveCount(0);
    await expect(ben.button(/^Remove/)).toHaveCount(0);
  },
);

test(
  '[TEAM4] one of two devices is removed and the other stays; then the person goes',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    const tablet = await another();
    await askAsDevice(tablet, await ownDeviceLink(ben), 'Tablet');
    await device.goToMore('Team');
    await device.button(/^Let in Ben Editor/).click();
    await tablet.seesShared();

    await openTeamPerson(device, 'Ben Editor');
    await device.button('Remove Chrome on Linux').click();
    await expect(
      device.page.getByText('They stay in the book on their other devices.'),
    ).toBeVisible();
    await device.button('Remove this device').click();
    await expect(ben.heading('This device was removed')).toBeVisible();
    await expect(deviceEntry(device, 'Tablet')).toBeVisible();
    await expect(device.page.getByText('Ben Editor’s “Chrome on Linux” is removed')).toBeVisible();
    await tablet.openPerson('Esha Patel');
    await tablet.recordAnswer('G Green');
    await tablet.seesShared();
    await device.openPerson('Esha Patel');
    await expect(device.part('What counts now')).toContainText('by Ben Editor');

    await device.goToMore('Team');
    await device.button('Change Ben Editor').click();
    await device.button('Remove from the book').click();
    await device.button('Remove them').click();
    await expect(tablet.heading('This device was removed')).toBeVisible();
    await expect(team(device).getByRole('listitem')).toHaveCount(1);
    await device.goToMore('Who was let in');
    await expect(device.page.getByText(/^Ann Keeper removed Ben Editor\./)).toBeVisible();
    await expect(
      device.page.getByText(/^Ann Keeper removed a device of Ben Editor \(Chrome on Linux\)\./),
    ).toBeVisible();
  },
);

test(
  '[TEAM7] a book that only one person can let people into says so, until there is another',
  { tag: '@long' },
  async ({ device, another }) => {
    await device.startFullWard('Ann Keeper');
    await device.goTo('More');
    await expect(device.link(/^Team/)).toContainText('Only one keeper');
    await addOwnDevice(device, await another(), 'Phone');
    await device.goToMore('Team');
    await expect(device.page.getByText('Only you can let people in.')).toBeVisible();
    await expect(device.link('Make a recovery sheet')).toHaveAttribute('href', /\/more\/sheet$/);
    const cat = await another();
    await cat.join(await device.invite('Keeper'), 'Cat Keeper');
    await device.goToMore('Team');
    await expect(team(device)).toContainText('Cat Keeper');
    await expect(device.page.getByText('Only you can let people in.')).toHaveCount(0);
  },
);
