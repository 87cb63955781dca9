/**
 * Pictures of what rarely comes to pass between a keeper and those who come and go: a code that is
 * late or worth nothing any more, a request that is over, links that ended with somebody, a clock that
 * is wrong, a relay that takes no page from elsewhere.
 */
import { moveClock } from '../support/clocks.ts';
import type { Device } from '../support/device.ts';
import { expect, test } from '../support/fixtures.ts';
import { team, waitingHere } from '../support/own-devices.ts';
import { picture, sizes } from './picture.ts';

const dayMs = 24 * 3_600_000;

for (const [size, options] of sizes)
  test.describe(size, () => {
    test.use(options);

    test('somebody waits, and it comes to nothing', async ({ device, another, relay }) => {
      await device.startFullWard('Ann Keeper');
      const kim = await another(options);
      await kim.join(await device.invite('Keeper'), 'Kim Second');
      const link = await device.inviteToAsk('Editor');
      const { bookPath } = device;
      await putAway(device);
      await putAway(kim);

      const sam = await another(options);
      await sam.openLink(link, 'Sam Okafor');
      await expect(sam.heading('Your code will appear here')).toBeVisible();
      await picture(sam, `waiting-awaits-answer-${size}`);
      const waitingPage = sam.page.url();
      await putAway(sam);
      await kim.page.goto(`${bookPath}/more/team`);
      await expect(waitingHere(kim)).toContainText('opened once more');
      await picture(kim, `keeper-awaits-opening-${size}`);
      await sam.page.goto(waitingPage);
      await expect(sam.heading('Your code')).toBeVisible();
      await picture(sam, `waiting-code-${size}`);
      await sam.button('Cancel the request').click();
      await picture(sam, `waiting-cancel-${size}`);
      await sam.button('Keep waiting').click();
      await expect(kim.button(/^Let in/)).toBeVisible();
      await picture(kim, `keeper-code-${size}`);

      await device.page.goto(`${bookPath}/more/team`);
      await device.button('Change Kim Second').click();
      await device.page.getByRole('radio', { name: 'Reader' }).check();
      await device.button('Save the change').click();
      await expect(waitingHere(device)).toContainText('no longer counts');
      await device.heading('Waiting to be let in').scrollIntoViewIfNeeded();
      await picture(device, `keeper-answerer-gone-${size}`);
      await sam.page.reload();
      await expect(sam.heading('Your request has ended')).toBeVisible();
      await picture(sam, `waiting-answerer-gone-${size}`);
      await device.button('Turn away Sam Okafor').click();
      await picture(device, `keeper-turn-away-${size}`);
      await device.button('Leave them waiting').click();

      relay.passTime(15 * dayMs);
      await relay.restart();
      await sam.page.reload();
      await expect(sam.page.getByText('within two weeks')).toBeVisible();
      await picture(sam, `waiting-expired-${size}`);
      await device.page.reload();
      await expect(waitingHere(device)).toContainText('two weeks');
      await picture(device, `keeper-expired-${size}`);
    });

    test('links that ended with a removal', async ({ device, another }) => {
      await device.startFullWard('Ann Keeper');
      const ben = await another(options);
      await ben.join(await device.invite('Editor', 'Up to 5 people'), 'Ben Editor');
      await device.inviteToAsk('Reader');
      await device.goToMore('Team');
      await device.button('Change Ben Editor').click();
      await device.button(/^Remove/).click();
      await expect(device.page.getByText('This cannot be undone.', { exact: false })).toBeVisible();
      await picture(device, `links-before-removal-${size}`);
      await device.button('Remove them').click();
      await expect(device.heading('Links that ended')).toBeVisible();
      await expect(team(device)).not.toContainText('Ben Editor');
      await picture(device, `links-ended-${size}`);
      await device.button(/^Make a new one/).click();
      await expect(device.page.getByText('Ready', { exact: true })).toBeVisible();
      await picture(device, `links-made-${size}`);
    });

    test('a clock that is wrong', async ({ device, another }) => {
      await device.startFullWard('Ann Keeper');
      const late = await another(options);
      await moveClock(late.context, -3 * 3_600_000);
      await late.openLink(await device.invite('Editor'), 'Ben Reid');
      await late.seesStatus(/clock/i);
      await picture(late, `clock-people-${size}`);
      await late.goToMore('Where your data is');
      await picture(late, `clock-data-${size}`);
    });

    test('a relay that takes its own pages only', async ({
      device,
      guard,
      relay,
      anotherRelay,
    }) => {
      const second = await anotherRelay({ creating: 'open', pages: 'own' });
      guard.allow(/421|Cross-Origin-Opener-Policy header has been ignored/);
      await device.startFullWard('Ann Keeper');
      await device.goToMore('Relays');
      await device.field('Put the book on another relay too').fill(second.url);
      await device.button('Add this relay').click();
      await expect(device.relays).toContainText('those that it served itself');
      await picture(device, `foreign-relays-${size}`);
      await device.page.goto(`http://ward.test:${relay.port}/`);
      await picture(device, `foreign-name-${size}`);
    });
  });

/** Closes the app, with nothing left that it could hear by. */
async function putAway({ page }: Device): Promise<void> {
  await page.goto('about:blank');
}
