/** What is known of a road and of an address stands where somebody is about to knock. */
import { expect, test } from './support/fixtures.ts';

test('[PLACE1] a note about the road or a door is written once and read at the door', async ({
  device,
}) => {
  const { page } = device;
  await device.startFullWard();
  await device.goTo('Doors');
  await page.keyboard.press('/');
  await page.keyboard.type('orchard');
  await page.keyboard.press('ArrowDown');
  await page.keyboard.press('Enter');
  const doors = page.getByRole('list', { name: 'Doors in Orchard Way' });
  await doors.getByRole('button', { name: /^Ann Green/ }).click();
  await device.button('Add a note about Orchard Way').click();
  await device.field('Note about Orchard Way').fill('No pavement on the odd side.');
  await device.button('Save the note').click();
  await device.button('Add a note about 1, Orchard Way').click();
  await device.field('Note about 1, Orchard Way').fill('Big dog, friendly.');
  await device.button('Save the note').click();
  await page.keyboard.press('Escape');
  await expect(page.getByRole('region', { name: 'Orchard Way' })).toContainText('No pavement');
  await expect(doors.getByRole('listitem').filter({ hasText: 'Ann Green' }).first()).toContainText(
    'Big dog, friendly.',
  );
  // Taken back where it was written, it is gone at the door.
  await device.button('Undo').click();
  await expect(page.getByText('Big dog, friendly.')).toHaveCount(0);
});
