/** Finding people with one thumb. */
import { expect, test } from './support/fixtures.ts';

test('somebody is found, opened as a page of their own, and left by Back', async ({ device }) => {
  await device.startFullWard();
  await device.openPerson('Esha Patel', 'esha');
  await expect(device.search).toBeHidden();
  await device.record.getByRole('link', { name: 'People' }).click();
  await expect(device.search).toHaveValue('esha');
  await device.button('Filters').click();
  await device.button(/^Not yet asked/).click();
  await expect(device.page.getByText('1 of 199 people')).toBeVisible();
});
