/** Putting in a canvass sheet of answers at a laptop, with the keyboard alone. */
import { expect, test } from './support/fixtures.ts';

test('doors are walked and answers recorded by their letters', async ({ device }) => {
  const { page } = device;
  const { keyboard } = page;
  await device.startFullWard();
  await device.goTo('Doors');
  await keyboard.press('/');
  await keyboard.type('orchard');
  await keyboard.press('ArrowDown');
  await keyboard.press('Enter');
  const doors = page.getByRole('list', { name: 'Doors in Orchard Way' });
  const ann = doors.getByRole('button', { name: /^Ann Green/ });
  await ann.focus();
  await keyboard.press('g');
  await expect(ann).toContainText('Green');
  await keyboard.press('ArrowDown');
  await expect(doors.getByRole('button', { name: /^Bob Green/ })).toBeFocused();
  await keyboard.press('x');
  await expect(doors.getByRole('button', { name: /^Bob Green.*Will not vote/ })).toBeVisible();
  await keyboard.press('ArrowDown');
  await expect(doors.getByRole('button', { name: /^Carol/ })).toBeFocused();
  await keyboard.press('ArrowRight');
  await expect(device.button('Not in: 2')).toBeFocused();
  await keyboard.press('Enter');
  await expect(doors.getByRole('button', { name: /^Carol.*Not in/ })).toBeVisible();
  await expect(device.button('Not in: 3')).toBeFocused();
  await expect(page.getByText('2 of 4 doors tried')).toBeVisible();
});
