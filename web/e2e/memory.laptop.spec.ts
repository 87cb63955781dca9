/** What the ward knows: written down, found again, changed by two at once, settled. */
import { expect, test } from './support/fixtures.ts';

test('an issue is written down, found, changed, settled and taken back', async ({ device }) => {
  const { page } = device;
  await device.startFullWard();
  await device.goTo('Memory');
  await device.button('Write down the first thing').click();
  await device.button('Add to memory').click();
  await expect(page.getByText('Write a few words so that the others can find it.')).toBeVisible();
  await device.field('In a few words').fill('Crossing at the school');
  await device.field('What we know').fill('Promised for the spring');
  await device.button('Add to memory').click();
  await expect(device.heading('Crossing at the school')).toBeVisible();
  await device.button('Edit').click();
  await device.field('What we know').fill('Promised for the autumn');
  await device.button('Keep changes').click();
  await expect(page.getByRole('article').getByText('Promised for the autumn')).toBeVisible();
  await device.button('Mark as done').click();
  await expect(device.button('Open again')).toBeVisible();
  await page
    .getByRole('group', { name: 'Last change' })
    .getByRole('button', { name: 'Undo' })
    .click();
  await expect(device.button('Mark as done')).toBeVisible();
  await page
    .getByRole('searchbox', { name: 'Find an issue, note or road' })
    .fill('nothing like it');
  await expect(page.getByText('Nothing we know has all of that in it.')).toBeVisible();
});

test(
  'two people change the same thing apart: both versions stay until one is picked',
  { tag: '@long' },
  async ({ device, another }) => {
    const ben = await another();
    await device.startFullWardWith(ben);
    await device.goTo('Memory');
    await device.button('Write down the first thing').click();
    await device.field('In a few words').fill('Crossing at the school');
    await device.button('Add to memory').click();
    for (const each of [device, ben]) {
      await each.goTo('Memory');
      await each.page.getByRole('option', { name: /Crossing at the school/ }).click();
      await each.button('Edit').click();
    }
    await ben.cutNetwork();
    await ben.field('What we know').fill('Ben’s version');
    await ben.button('Keep changes').click();
    await device.field('What we know').fill('Ann’s version');
    await device.button('Keep changes').click();
    await ben.restoreNetwork();
    for (const { page } of [device, ben]) {
      await expect(page.getByText('Changed by two people at the same time.')).toBeVisible();
      await expect(page.getByText('Ann’s version')).toBeVisible();
      await expect(page.getByText('Ben’s version')).toBeVisible();
    }
    await device.button(/^Keep this one: .*by Ben Editor/).click();
    for (const { page } of [device, ben]) {
      await expect(page.getByText('Changed by two people at the same time.')).toHaveCount(0);
      await expect(page.getByText('Ben’s version')).toBeVisible();
    }
  },
);
